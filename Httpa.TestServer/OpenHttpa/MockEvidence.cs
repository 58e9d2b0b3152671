using System.Security.Cryptography;
using Httpa.Client;
using Httpa.Client.OpenHttpa;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>
/// The mock quotes of the reference: SHA-384 of the report data, which anybody can compute. They prove nothing at all. To accept them, a client must take all three
/// of <see cref="DangerousAcceptMockEvidence(OpenHttpaOptions)"/>, <see cref="Policy"/> and <see cref="CreateVerifiers"/>; none of them lets another kind of evidence in.
/// </summary>
public static class MockEvidence
{
    private const int HashLength = 48;

    /// <summary>Tokens under which the reference sends mock quotes. What it sends for a GPU or a TPM is passed over: one mock stands for all.</summary>
    private static readonly string[] Tokens = ["mock", "tdx", "sev_snp", "sgx"];

    /// <summary>
    /// Takes mock quotes for TDX evidence, of a build that no genuine TDX has: under any verifier but those of <see cref="CreateVerifiers"/> this policy accepts nothing.
    /// </summary>
    public static AttestationPolicy Policy { get; } = new() { Name = "DangerousAcceptMockEvidence", Tdx = TdxPolicyOfNoBuild() };

    /// <summary>Verifiers that find a mock quote genuine when its hash is that of the report data, and nothing else.</summary>
    public static EvidenceVerifiers CreateVerifiers() => new(new MockVerifier());

    /// <summary>Reads mock quotes as evidence, on the client's side.</summary>
    /// <param name="options">How OpenHTTPA is spoken otherwise.</param>
    public static OpenHttpaOptions DangerousAcceptMockEvidence(OpenHttpaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { ReadQuote = Read };
    }

    /// <summary>Reads mock quotes as evidence, on the service's side: its clients' quotes.</summary>
    /// <param name="options">How OpenHTTPA is spoken otherwise.</param>
    public static OpenHttpaServerOptions DangerousAcceptMockEvidence(OpenHttpaServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { ReadQuote = Read };
    }

    /// <summary>A TEE that is none: it gives mock quotes.</summary>
    public static ITee CreateTee() => new MockTee();

    /// <summary>A mock quote holds a hash only; what it is the hash of stands behind it here, for the verifier to compare.</summary>
    private static Evidence? Read(Quote quote, ReadOnlyMemory<byte> reportData) =>
        Tokens.Contains(quote.Token) ? new Evidence(EvidenceType.Tdx, (byte[])[.. quote.Value.Span, .. reportData.Span]) : null;

    private static TdxPolicy TdxPolicyOfNoBuild()
    {
        var none = ReferenceValue.AnyOf(("no build", new string('0', 96)));
        return new TdxPolicy { MrTd = none, RtMr0 = none, RtMr1 = none, RtMr2 = none, RtMr3 = none };
    }

    private sealed class MockTee : ITee
    {
        public EvidenceType Type { get; } = EvidenceType.TryParse("mock", out var type) ? type : default;

        public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken) =>
            new(new EndorsedEvidence(new Evidence(Type, SHA384.HashData(binding.Span)), Endorsements.None));
    }

    private sealed class MockVerifier : IEvidenceVerifier
    {
        public EvidenceType Type => EvidenceType.Tdx;

        public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
        {
            var value = evidence.Evidence.Value;
            var isMock = value.Length == HashLength + AppraisalRequest.BindingLength && SHA384.HashData(value.Span[HashLength..]).AsSpan().SequenceEqual(value.Span[..HashLength]);
            return new AuthenticationResult
            {
                Type = Type,
                Claims = isMock ? new MockClaims() : null,
                Findings = isMock ? [] : [NoMock()],
                BoundData = isMock ? value[HashLength..] : default,
                Expires = isMock ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue,
            };
        }

        public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
        {
            ArgumentNullException.ThrowIfNull(policy);
            ArgumentNullException.ThrowIfNull(findings);
            if (policy.Name != Policy.Name) findings.Add(NotAllowed());
            return DateTimeOffset.MaxValue;
        }

        private static Finding NoMock() => new(AppraisalReason.BindingMismatch, FindingKind.NotGenuine, "mock quote", "SHA-384 of the report data of this handshake", "something else",
            "The handshake was changed on the way, or the service sends no mock quotes.");

        private static Finding NotAllowed() => new(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "one that says DangerousAcceptMockEvidence", "another",
            "Use MockEvidence.Policy if mock quotes are really to be accepted.");
    }

    private sealed class MockClaims : IEvidenceClaims
    {
        public IEnumerable<KeyValuePair<string, string>> Describe() => [new("mock", "true")];
    }
}
