namespace Httpa.Tool.Inspecting;

/// <summary>A field of evidence as <c>inspect</c> shows it.</summary>
/// <param name="Offset">Where it begins, in bytes from the start of the file; null where fields have no fixed places.</param>
/// <param name="Length">Its length in bytes; null where that says nothing.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it says.</param>
/// <param name="IsComplete">False when the file ends before the field does.</param>
internal sealed record EvidenceField(int? Offset, int? Length, string Name, string Value, bool IsComplete = true)
{
    /// <summary>A field without a place.</summary>
    public EvidenceField(string name, string value)
        : this(null, null, name, value)
    {
    }
}
