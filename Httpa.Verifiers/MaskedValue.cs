namespace Httpa.Verifiers;

/// <summary>A rule on single bits of a claim: the bits under the mask must be as in the value.</summary>
/// <param name="Value">What the bits under the mask must be; zero elsewhere.</param>
/// <param name="Mask">The bits that count. As long as the value.</param>
public sealed record MaskedValue(Measurement Value, Measurement Mask)
{
    /// <summary>Reads both from hexadecimal text.</summary>
    /// <param name="value">What the bits under the mask must be.</param>
    /// <param name="mask">The bits that count.</param>
    /// <exception cref="FormatException">A text is not hexadecimal.</exception>
    public static MaskedValue Parse(string value, string mask) => new(Measurement.Parse(value), Measurement.Parse(mask));

    /// <summary>Tells whether a claim's bits are as required. A claim of another length is not.</summary>
    /// <param name="actual">The claim.</param>
    public bool Accepts(Measurement actual)
    {
        var bytes = actual.Bytes.Span;
        var value = Value.Bytes.Span;
        var mask = Mask.Bytes.Span;
        if (bytes.Length != mask.Length || value.Length != mask.Length) return false;
        for (var i = 0; i < mask.Length; i++)
            if ((bytes[i] & mask[i]) != value[i]) return false;
        return true;
    }

    /// <summary>Value and mask in hexadecimal.</summary>
    public override string ToString() => $"{Value} under mask {Mask}";
}
