namespace Httpa.Verifiers;

/// <summary>Something that a protocol cannot give, however good the evidence: what whoever relies on the result must not take for granted.</summary>
/// <param name="Code">A stable code, such as <c>openhttpa.answer-not-bound</c>.</param>
/// <param name="Description">What is open, and what to do about it.</param>
public sealed record Limitation(string Code, string Description);
