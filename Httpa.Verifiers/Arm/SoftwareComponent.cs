namespace Httpa.Verifiers.Arm;

/// <summary>One piece of software that the device measured while it started (RFC 9783, section 4.4.1; DEN0137, section A7.2.3.2.7).</summary>
public sealed record SoftwareComponent
{
    /// <summary>What role it has, such as <c>BL</c>, <c>PRoT</c> or <c>RMM</c>; null when the device does not say.</summary>
    public string? MeasurementType { get; init; }

    /// <summary>The hash of the software as it was loaded: 32, 48 or 64 bytes.</summary>
    public required Measurement MeasurementValue { get; init; }

    /// <summary>The version that its signer gave it; null when the device does not say.</summary>
    public string? Version { get; init; }

    /// <summary>The hash of the key that signed it: 32, 48 or 64 bytes.</summary>
    public required Measurement SignerId { get; init; }

    /// <summary>How the value was computed (PSA: measurement description; CCA: hash algorithm id), such as <c>sha-256</c>; null for the profile's default.</summary>
    public string? MeasurementDescription { get; init; }

    /// <summary>The component's name for messages.</summary>
    internal string Label => MeasurementType ?? "without a type";
}
