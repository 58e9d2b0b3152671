namespace Httpa.Tool.Inspecting;

/// <summary>A field of a quote as <c>inspect</c> shows it.</summary>
/// <param name="Offset">Where it begins, in bytes from the start of the file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it says.</param>
/// <param name="IsComplete">False when the file ends before the field does.</param>
internal sealed record QuoteField(int Offset, int Length, string Name, string Value, bool IsComplete = true);
