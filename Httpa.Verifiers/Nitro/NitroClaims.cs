using System.Globalization;

namespace Httpa.Verifiers.Nitro;

/// <summary>What an attestation document says of its enclave (AWS, "Nitro Enclaves Attestation Process", section 2.2).</summary>
public sealed record NitroClaims : IEvidenceClaims
{
    /// <summary>The enclave: the instance that it runs on and a number of its own, such as <c>i-0827e799ec9232d44-enc019b55a68bd2ed4b</c>.</summary>
    public required string ModuleId { get; init; }

    /// <summary>When the document was made, to the millisecond.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What the registers are hashes by: <c>SHA384</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>
    /// The platform configuration registers by index, 0 to 31; 48 bytes each. Register 0 is the enclave image, 1 kernel and boot file system, 2 the application, 3 the role of the
    /// parent instance, 4 the id of the parent instance, 8 the certificate that signed the image.
    /// </summary>
    public required IReadOnlyDictionary<int, Measurement> Pcrs { get; init; }

    /// <summary>A key of the enclave's choosing, 1 to 1024 bytes; null when it gave none.</summary>
    public Measurement? PublicKey { get; init; }

    /// <summary>Data of the enclave's choosing, up to 1024 bytes; null when it gave none. It must be the binding.</summary>
    public Measurement? UserData { get; init; }

    /// <summary>A nonce that the enclave was given, up to 1024 bytes; null when it gave none.</summary>
    public Measurement? Nonce { get; init; }

    /// <summary>
    /// The enclave was started in debug mode, in which its console can be read from outside: AWS writes zeros in place of the measurements then. A document that lacks one of
    /// them counts as such.
    /// </summary>
    public bool IsDebug => !(IsMeasured(0) && IsMeasured(1) && IsMeasured(2));

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("moduleId", ModuleId);
        yield return new("digest", Digest);
        yield return new("timestamp", Timestamp.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        yield return new("time", Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        foreach (var (index, value) in Pcrs.OrderBy(pcr => pcr.Key)) yield return new($"pcr{index}", value.ToString());
        if (PublicKey is { } key) yield return new("publicKey", key.ToString());
        if (UserData is { } data) yield return new("userData", data.ToString());
        if (Nonce is { } nonce) yield return new("nonce", nonce.ToString());
        yield return new("debug", IsDebug ? "true" : "false");
    }

    private bool IsMeasured(int index) => Pcrs.TryGetValue(index, out var value) && !value.IsZero;
}
