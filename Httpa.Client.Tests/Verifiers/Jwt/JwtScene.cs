using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;

namespace Httpa.Client.Tests.Verifiers.Jwt;

/// <summary>A simulated service, a verifier and a policy that names the service: what a test changes one thing of.</summary>
internal sealed class JwtScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EvidenceVerifiers _verifiers = new(new JwtVerifier());

    public JwtScene(SimulatedJwtSettings? settings = null)
    {
        Service = new SimulatedJwtIssuer((settings ?? new()) with { IssuedAt = Issued });
        Policy = Service.PolicyEntry;
        Header = Service.Header;
        Claims = Service.Claims(Binding);
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedJwtIssuer Service { get; }

    /// <summary>What the policy says of the service.</summary>
    public JwtIssuer Policy { get; set; }

    public JsonObject Header { get; }

    public JsonObject Claims { get; }

    public DateTimeOffset Time { get; set; } = Issued.AddMinutes(1);

    public AttestationResult Appraise() => Appraise(Service.Sign(Claims, Header));

    public AttestationResult Appraise(byte[] token) => Appraise(token, new AttestationPolicy { Name = "test", Jwt = new JwtPolicy { Issuers = [Policy] } });

    public AttestationResult Appraise(byte[] token, AttestationPolicy policy) => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = new EndorsedEvidence(new(EvidenceType.Jwt, token), Endorsements.None),
        Binding = Binding,
        PublicKey = ContractCase.PublicKey,
        Policy = policy,
        Time = Time,
    });

    /// <summary>The reasons of the verdict; empty when the token is accepted.</summary>
    public AppraisalReason[] Reasons() => ReasonsOf(Appraise());

    public AppraisalReason[] Reasons(byte[] token) => ReasonsOf(Appraise(token));

    public AppraisalReason[] ReasonsAt(DateTimeOffset time)
    {
        Time = time;
        return Reasons();
    }

    public void Dispose() => Service.Dispose();

    private static AppraisalReason[] ReasonsOf(AttestationResult result) => [.. result.Findings.Select(f => f.Reason)];
}
