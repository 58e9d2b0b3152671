using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;

namespace Httpa.Client.Tests.Client;

/// <summary>Finds a device's evidence genuine whose first 32 bytes are the nonce; the rest is the device's identity. It stands in for a vendor.</summary>
internal sealed class FakeDeviceVerifier : IEvidenceVerifier
{
    public const int NonceLength = 32;

    /// <summary>A policy that requires a number of devices; nothing else of them is looked at.</summary>
    /// <param name="count">The number.</param>
    public static NvidiaGpuPolicy Require(ReferenceValue<uint>? count) => new()
    {
        Count = count,
        Chip = ReferenceValue.Unchecked<string>("a test"),
        DriverVersion = ReferenceValue.Unchecked<string>("a test"),
        VbiosVersion = ReferenceValue.Unchecked<string>("a test"),
        Measurements = [new(0, ReferenceValue.AnyOf(new string('0', 96)))],
    };

    public EvidenceType Type => EvidenceType.NvidiaGpu;

    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time) => new()
    {
        Type = Type,
        Claims = new Identity(evidence.Evidence.Value[NonceLength..]),
        Findings = [],
        BoundData = evidence.Evidence.Value[..NonceLength],
        DeviceIdentity = new Measurement(evidence.Evidence.Value[NonceLength..]),
        Expires = DateTimeOffset.MaxValue,
    };

    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings) =>
        DateTimeOffset.MaxValue;

    private sealed record Identity(ReadOnlyMemory<byte> Bytes) : IEvidenceClaims
    {
        public IEnumerable<KeyValuePair<string, string>> Describe() => [new("identity", Convert.ToHexStringLower(Bytes.Span))];
    }
}
