namespace Httpa.Verifiers;

/// <summary>How a policy is read.</summary>
internal sealed class PolicyReading
{
    /// <summary>A policy file, as it stands.</summary>
    public static PolicyReading File { get; } = new();

    /// <summary>True for a policy in settings, which know no types: numbers and truth values are text, and a list is an object with the members 0, 1, 2.</summary>
    public bool InSettings { get; init; }

    /// <summary>Leaves out the values that are not in force at this time; null reads all.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the values end that are in force.</summary>
    public SortedSet<DateTimeOffset> Ends { get; } = [];

    /// <summary>The reference value out of its values.</summary>
    public ReferenceValue<T> AnyOf<T>(NamedValue<T>[] values) where T : IEquatable<T>
    {
        if (At is not { } time || !Array.Exists(values, v => v.HasTime)) return ReferenceValue.AnyOf<T>(values);
        var inForce = Array.FindAll(values, v => v.IsInForce(time));
        foreach (var value in inForce)
            if (value.NotAfter is { } end) Ends.Add(end);

        var outside = Array.FindAll(values, v => !v.IsInForce(time));
        return new ReferenceValue<T>(
            Array.ConvertAll(inForce, v => new NamedValue<T>(v.Value, v.Name)), outside.Length == 0 ? null : "not at this time: " + string.Join(", ", outside));
    }
}
