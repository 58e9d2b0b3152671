using System.Numerics;

namespace Httpa.Verifiers;

/// <summary>
/// What a claim may be (RFC 9334, section 8.3): one of some named values, a number from a minimum on, or anything, with the reason why.
/// A policy member that is null states nothing; where that matters the evidence is refused.
/// </summary>
/// <remarks>Immutable. Made by the methods of <see cref="ReferenceValue"/>.</remarks>
/// <typeparam name="T">The claim's type.</typeparam>
public sealed class ReferenceValue<T> : IEquatable<ReferenceValue<T>> where T : IEquatable<T>
{
    private readonly NamedValue<T>[] _values;
    private readonly T? _minimum;

    internal ReferenceValue(NamedValue<T>[] values) => _values = values;

    internal ReferenceValue(T minimum, string minimumText)
    {
        (_minimum, MinimumText) = (minimum, minimumText);
        _values = [];
    }

    internal ReferenceValue(string reason)
    {
        UncheckedBecause = reason;
        _values = [];
    }

    /// <summary>A reference value as it is at a time: values that were never given a time of their own, and what is said of those outside theirs.</summary>
    internal ReferenceValue(NamedValue<T>[] values, string? outsideTheirTime) : this(values) => OutsideTheirTime = outsideTheirTime;

    /// <summary>The accepted values, in the order given; empty for a minimum and for an unchecked claim.</summary>
    public IReadOnlyList<NamedValue<T>> Values => _values;

    /// <summary>True when every value from <see cref="Minimum"/> on is accepted.</summary>
    public bool HasMinimum => MinimumText is not null;

    /// <summary>The smallest accepted value.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasMinimum"/> is false.</exception>
    public T Minimum => HasMinimum ? _minimum! : throw new InvalidOperationException("This reference value has no minimum.");

    /// <summary>True when any value is accepted.</summary>
    public bool IsUnchecked => UncheckedBecause is not null;

    /// <summary>Why any value is accepted; null when the claim is checked.</summary>
    public string? UncheckedBecause { get; }

    private string? MinimumText { get; }

    private string? OutsideTheirTime { get; }

    /// <summary>
    /// Tells whether a claim's value is accepted. A reference value without values accepts nothing. A value with a time of its own is accepted only under the policy as it
    /// is at a time: <see cref="AttestationPolicy.At"/>.
    /// </summary>
    /// <param name="actual">The value that the evidence states.</param>
    public bool Accepts(T actual)
    {
        if (IsUnchecked) return true;
        if (HasMinimum) return Comparer<T>.Default.Compare(actual, _minimum) >= 0;
        foreach (var value in _values)
            if (!value.HasTime && value.Value.Equals(actual)) return true;
        return false;
    }

    /// <summary>Equal when the same is accepted, under the same names and for the same reason, in the same order.</summary>
    /// <param name="other">The other reference value.</param>
    public bool Equals(ReferenceValue<T>? other) =>
        other is not null && UncheckedBecause == other.UncheckedBecause && MinimumText == other.MinimumText
        && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ReferenceValue<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(UncheckedBecause, MinimumText, _values.Length);

    /// <summary>What is accepted, in words.</summary>
    public override string ToString()
    {
        if (IsUnchecked) return $"anything ({UncheckedBecause})";
        if (HasMinimum) return $"at least {MinimumText}";
        if (OutsideTheirTime is not null) return _values.Length == 0 ? $"nothing at this time ({OutsideTheirTime})" : $"{List()} ({OutsideTheirTime})";
        return List();
    }

    private string List() => _values.Length switch
    {
        0 => "nothing: no value is named",
        1 => _values[0].ToString(),
        _ => "one of " + string.Join(", ", _values),
    };
}

/// <summary>Makes reference values.</summary>
public static class ReferenceValue
{
    /// <summary>Accepts the measurements given, each with a name such as <c>v1.4.2 2026-11</c>.</summary>
    /// <param name="values">Name and hexadecimal text of each.</param>
    /// <exception cref="FormatException">A text is not hexadecimal.</exception>
    public static ReferenceValue<Measurement> AnyOf(params ReadOnlySpan<(string Name, string Hex)> values)
    {
        var named = new NamedValue<Measurement>[values.Length];
        for (var i = 0; i < values.Length; i++) named[i] = new(Measurement.Parse(values[i].Hex), values[i].Name);
        return new(named);
    }

    /// <summary>Accepts the measurements given.</summary>
    /// <param name="hex">The hexadecimal text of each.</param>
    /// <exception cref="FormatException">A text is not hexadecimal.</exception>
    public static ReferenceValue<Measurement> AnyOf(params ReadOnlySpan<string> hex)
    {
        var values = new NamedValue<Measurement>[hex.Length];
        for (var i = 0; i < hex.Length; i++) values[i] = new(Measurement.Parse(hex[i]));
        return new(values);
    }

    /// <summary>Accepts the values given.</summary>
    /// <param name="values">The values.</param>
    /// <typeparam name="T">The claim's type.</typeparam>
    public static ReferenceValue<T> AnyOf<T>(params ReadOnlySpan<T> values) where T : IEquatable<T>
    {
        var named = new NamedValue<T>[values.Length];
        for (var i = 0; i < values.Length; i++) named[i] = new(values[i]);
        return new(named);
    }

    /// <summary>Accepts the values given, each with a name or without.</summary>
    /// <param name="values">The values.</param>
    /// <typeparam name="T">The claim's type.</typeparam>
    public static ReferenceValue<T> AnyOf<T>(params ReadOnlySpan<NamedValue<T>> values) where T : IEquatable<T> => new(values.ToArray());

    /// <summary>Accepts a number from a minimum on: the rule for security versions.</summary>
    /// <param name="minimum">The smallest accepted number.</param>
    /// <typeparam name="T">The claim's type.</typeparam>
    public static ReferenceValue<T> AtLeast<T>(T minimum) where T : struct, INumber<T> => new(minimum, $"{minimum}");

    /// <summary>Accepts anything. Say why: the reason is shown wherever the policy is.</summary>
    /// <param name="why">The reason, for the next reader of the policy.</param>
    /// <typeparam name="T">The claim's type.</typeparam>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static ReferenceValue<T> Unchecked<T>(string why) where T : IEquatable<T>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(why);
        return new(reason: why);
    }
}

/// <summary>An accepted value, what it is called, and when it is accepted.</summary>
/// <param name="Value">The value.</param>
/// <param name="Name">What it is called, a release say, for messages and for whoever cleans up the policy; null for no name.</param>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct NamedValue<T>(T Value, string? Name = null) where T : IEquatable<T>
{
    /// <summary>The value is not accepted before this time; null for no such limit.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The value is not accepted after this time, and an acceptance by it ends then; null for no such limit.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    internal bool HasTime => NotBefore is not null || NotAfter is not null;

    internal bool IsInForce(DateTimeOffset time) => !(time < NotBefore) && !(time > NotAfter);

    /// <summary>The value, and the name and its time in parentheses.</summary>
    public override string ToString()
    {
        var notes = string.Join(", ", new[] { Name, NotBefore is { } from ? $"from {from:u}" : null, NotAfter is { } until ? $"until {until:u}" : null }.OfType<string>());
        return notes.Length == 0 ? $"{Value}" : $"{Value} ({notes})";
    }
}
