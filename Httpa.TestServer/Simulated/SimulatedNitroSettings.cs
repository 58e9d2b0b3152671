using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated Nitro enclave is. Immutable; the defaults are a production enclave with a signed image. Change single things with a <c>with</c> expression.</summary>
public sealed record SimulatedNitroSettings
{
    /// <summary>The enclave's name: instance and number. The default is no real instance's.</summary>
    public string ModuleId { get; init; } = "i-053494d0000000001-enc053494d00000001";

    /// <summary>The region of the instance. The default is no real region's.</summary>
    public string Region { get; init; } = "sim-test-1";

    /// <summary>PCR0, the enclave image: 48 bytes.</summary>
    public Measurement Pcr0 { get; init; } = Phrase("Httpa simulated image");

    /// <summary>PCR1, kernel and boot file system: 48 bytes.</summary>
    public Measurement Pcr1 { get; init; } = Phrase("Httpa simulated kernel");

    /// <summary>PCR2, the application: 48 bytes.</summary>
    public Measurement Pcr2 { get; init; } = Phrase("Httpa simulated application");

    /// <summary>PCR3, the role of the parent instance: 48 bytes.</summary>
    public Measurement Pcr3 { get; init; } = Phrase("Httpa simulated role");

    /// <summary>PCR4, the parent instance: 48 bytes.</summary>
    public Measurement Pcr4 { get; init; } = Phrase("Httpa simulated instance");

    /// <summary>PCR8, the certificate that signed the image: 48 bytes, zero for an image without signature.</summary>
    public Measurement Pcr8 { get; init; } = Phrase("Httpa simulated signer");

    /// <summary>Debug mode: the document has zeros in the place of PCR0, PCR1 and PCR2.</summary>
    public bool IsDebug { get; init; }

    /// <summary>
    /// When certificates are issued and documents made; both only then. Null: documents at the time of the call, and new certificates whenever half of the lifetime of the
    /// enclave's is over.
    /// </summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>How long the enclave's certificate is valid; 3 hours as AWS' are.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromHours(3);

    /// <summary>The registers of a document, 0 to 15 like AWS'; those that nothing extends are zero.</summary>
    internal SortedDictionary<int, Measurement> Pcrs()
    {
        var zero = new Measurement(new byte[SHA384.HashSizeInBytes]);
        var pcrs = new SortedDictionary<int, Measurement>();
        for (var i = 0; i < 16; i++) pcrs[i] = zero;
        (pcrs[3], pcrs[4], pcrs[8]) = (Pcr3, Pcr4, Pcr8);
        if (!IsDebug) (pcrs[0], pcrs[1], pcrs[2]) = (Pcr0, Pcr1, Pcr2);
        return pcrs;
    }

    internal static Measurement Phrase(string text) => new(SHA384.HashData(Encoding.UTF8.GetBytes(text)));
}
