namespace Httpa.Verifiers.Arm;

/// <summary>
/// Which software a device may have started with: each component of the token must meet a rule, and each rule must be met by a component, so that nothing is there
/// that nobody knows, and nothing is missing.
/// </summary>
public sealed record SoftwareComponentsPolicy
{
    /// <summary>The rules, at least one unless nothing is checked.</summary>
    public IReadOnlyList<SoftwareComponentRule> Components { get; init => field = [.. value]; } = [];

    /// <summary>Why any software is accepted; null when it is checked.</summary>
    public string? UncheckedBecause { get; private init; }

    /// <summary>Accepts exactly the software that the rules describe.</summary>
    /// <param name="components">The rules.</param>
    public static SoftwareComponentsPolicy Of(params IReadOnlyList<SoftwareComponentRule> components) => new() { Components = components };

    /// <summary>Accepts any software. Say why: the reason is shown wherever the policy is.</summary>
    /// <param name="why">The reason, for the next reader of the policy.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static SoftwareComponentsPolicy Unchecked(string why)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(why);
        return new() { UncheckedBecause = why };
    }
}

/// <summary>A rule on the software components of one type.</summary>
public sealed record SoftwareComponentRule
{
    /// <summary>The components that the rule is for, by their type, such as <c>PRoT</c>. Null: those without one.</summary>
    public string? MeasurementType { get; init; }

    /// <summary>The hash of the software: 32, 48 or 64 bytes. Null refuses.</summary>
    public ReferenceValue<Measurement>? MeasurementValue { get; init; }

    /// <summary>The hash of the signer's key: 32, 48 or 64 bytes. Null: any, which needs a measurement that is checked.</summary>
    public ReferenceValue<Measurement>? SignerId { get; init; }

    /// <summary>The version, as text. Null: any.</summary>
    public ReferenceValue<string>? Version { get; init; }

    /// <summary>The type for messages.</summary>
    internal string Label => MeasurementType ?? "without a type";
}
