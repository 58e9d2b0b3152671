namespace Httpa.Client.Bodies;

/// <summary>What is known of a body before it is sealed.</summary>
/// <param name="Length">Its length in bytes; null when unknown. Never 0: a body that is known to be empty goes without.</param>
/// <param name="Padded">True when records are padded: the sealed length is then not known.</param>
/// <param name="KeepLimit">The most sealed bytes that are kept for a repeat by the connection.</param>
internal readonly record struct SealedBodyForm(long? Length, bool Padded, int KeepLimit);
