namespace Httpa.Verifiers.Nitro;

/// <summary>
/// Which AWS Nitro enclaves are accepted. <see cref="Pcr0"/>, <see cref="Pcr1"/> and <see cref="Pcr2"/> must each be stated: one that is null refuses every enclave.
/// </summary>
/// <remarks>Registers as in the AWS Nitro Enclaves user guide, "Cryptographic attestation"; SHA-384, so 48 bytes each.</remarks>
public sealed record NitroPolicy
{
    /// <summary>The enclave image file. Null refuses.</summary>
    public ReferenceValue<Measurement>? Pcr0 { get; init; }

    /// <summary>Kernel and boot file system. Null refuses.</summary>
    public ReferenceValue<Measurement>? Pcr1 { get; init; }

    /// <summary>The application. Null refuses.</summary>
    public ReferenceValue<Measurement>? Pcr2 { get; init; }

    /// <summary>The IAM role of the parent instance: SHA-384 of its ARN, extended once. Null: any role.</summary>
    public ReferenceValue<Measurement>? Pcr3 { get; init; }

    /// <summary>The parent instance: SHA-384 of its id, extended once. Null: any instance. It names machines for good, <see cref="ModuleId"/> only until the enclave is started anew.</summary>
    public ReferenceValue<Measurement>? Pcr4 { get; init; }

    /// <summary>The certificate that signed the image; zero for an image without signature. Null: any.</summary>
    public ReferenceValue<Measurement>? Pcr8 { get; init; }

    /// <summary>Further registers by index, 0 to 31, that the application extends and locks itself. One that is not in the document is refused.</summary>
    public IReadOnlyDictionary<int, ReferenceValue<Measurement>> OtherPcrs
    {
        get;
        init => field = new SortedDictionary<int, ReferenceValue<Measurement>>(value.ToDictionary()).AsReadOnly();
    } = new Dictionary<int, ReferenceValue<Measurement>>();

    /// <summary>The enclaves by name: instance and number, such as <c>i-0827e799ec9232d44-enc019b55a68bd2ed4b</c>. Null: any enclave.</summary>
    public ReferenceValue<string>? ModuleId { get; init; }

    /// <summary>
    /// How far the document's time may be from the time judged at, in either direction: age, and clocks that differ; 5 minutes by default. The document is made for the
    /// exchange, whose binding it carries, so that nothing but a handshake lies between; an acceptance does not end with this time.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Accepts enclaves in debug mode, which can be watched from outside. Their first three registers are zero and say nothing of the program. For development only.
    /// </summary>
    public bool DangerousAllowDebug { get; init; }

    /// <summary>
    /// Further roots that are trusted like AWS', by the SHA-256 of their SubjectPublicKeyInfo: 32 bytes. Whoever holds such a root's key can make evidence that says
    /// anything; for a simulated TEE only.
    /// </summary>
    public IReadOnlyList<Measurement> DangerousTrustedRoots { get; init => field = [.. value]; } = [];

    /// <summary>Accepts one image by the three measurements that <c>nitro-cli build-enclave</c> prints.</summary>
    /// <param name="name">What the image is called, such as <c>v1.4.2 2026-11</c>.</param>
    /// <param name="pcr0">PCR0: 96 hexadecimal digits.</param>
    /// <param name="pcr1">PCR1: 96 hexadecimal digits.</param>
    /// <param name="pcr2">PCR2: 96 hexadecimal digits.</param>
    /// <exception cref="FormatException">A measurement is not hexadecimal.</exception>
    public static NitroPolicy ForImage(string name, string pcr0, string pcr1, string pcr2) => new()
    {
        Pcr0 = ReferenceValue.AnyOf((name, pcr0)),
        Pcr1 = ReferenceValue.AnyOf((name, pcr1)),
        Pcr2 = ReferenceValue.AnyOf((name, pcr2)),
    };
}
