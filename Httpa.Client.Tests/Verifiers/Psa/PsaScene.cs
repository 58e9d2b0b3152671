using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Psa;

namespace Httpa.Client.Tests.Verifiers.Psa;

/// <summary>A simulated device, its tokens, and the verdicts on them.</summary>
internal sealed class PsaScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly byte[] Binding = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private readonly PsaVerifier _verifier = new();

    public PsaScene(SimulatedPsaSettings? settings = null) => Device = new SimulatedPsa((settings ?? new()) with { IssuedAt = Issued });

    public SimulatedPsa Device { get; }

    public PsaVerifier Verifier => _verifier;

    public PsaPolicy Policy => Device.CreatePolicy().Psa!;

    /// <summary>The claims of a token, to be varied.</summary>
    public SimulatedClaims Claims => Device.Claims(Binding);

    public EndorsedEvidence Evidence(byte[]? token = null) => Of(token ?? Device.Encode(Claims));

    public AuthenticationResult Authenticate(byte[] token, PsaPolicy? policy = null, DateTimeOffset? time = null) =>
        _verifier.Authenticate(Of(token), new AttestationPolicy { Psa = policy ?? Policy }, time ?? Issued);

    public AuthenticationResult Authenticate(SimulatedClaims claims, PsaPolicy? policy = null) => Authenticate(Device.Encode(claims), policy);

    /// <summary>What a policy objects to in a token of this device.</summary>
    public List<AppraisalReason> Refusals(PsaPolicy policy)
    {
        var findings = new List<Finding>();
        var result = Authenticate(Claims);
        _verifier.Appraise(result, new AttestationPolicy { Psa = policy }, Issued, findings);
        return [.. result.Findings.Concat(findings).Select(f => f.Reason)];
    }

    public void Dispose() => Device.Dispose();

    private static EndorsedEvidence Of(byte[] token) => new(new Evidence(EvidenceType.Psa, token), Endorsements.None);
}
