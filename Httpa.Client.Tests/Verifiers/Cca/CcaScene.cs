using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Cca;

namespace Httpa.Client.Tests.Verifiers.Cca;

/// <summary>A simulated realm, its tokens, and the verdicts on them.</summary>
internal sealed class CcaScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly byte[] Binding = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    public CcaScene(SimulatedCcaSettings? settings = null) => Realm = new SimulatedCca((settings ?? new()) with { IssuedAt = Issued });

    public SimulatedCca Realm { get; }

    public CcaVerifier Verifier { get; } = new();

    public CcaPolicy Policy => Realm.CreatePolicy().Cca!;

    /// <summary>The claims of the platform, to be varied.</summary>
    public SimulatedClaims Platform => Realm.PlatformClaims(Realm.RealmPublicKey);

    /// <summary>The claims of the realm, to be varied.</summary>
    public SimulatedClaims Claims => Realm.RealmClaims(Binding);

    /// <summary>A token, with another platform token or realm token if given.</summary>
    public byte[] Token(byte[]? platform = null, byte[]? realm = null, ulong tag = 907) => SimulatedCca.Collect(platform ?? Realm.PlatformToken, realm ?? Sign(Claims), tag);

    /// <summary>A token with other claims, signed anew.</summary>
    public byte[] TokenOf(SimulatedClaims? platform = null, SimulatedClaims? realm = null) =>
        Token(platform is null ? null : SimulatedCose.Sign(Realm.PlatformKey, platform.Encode()), realm is null ? null : Sign(realm));

    public AuthenticationResult Authenticate(byte[] token, CcaPolicy? policy = null, DateTimeOffset? time = null) =>
        Verifier.Authenticate(Of(token), new AttestationPolicy { Cca = policy ?? Policy }, time ?? Issued);

    public IEnumerable<AppraisalReason> Reasons(byte[] token) => Authenticate(token).Findings.Select(f => f.Reason);

    /// <summary>What a policy objects to in a token of this realm.</summary>
    public List<AppraisalReason> Refusals(CcaPolicy policy, byte[]? token = null)
    {
        var findings = new List<Finding>();
        var result = Authenticate(token ?? Token());
        Verifier.Appraise(result, new AttestationPolicy { Cca = policy }, Issued, findings);
        return [.. result.Findings.Concat(findings).Select(f => f.Reason)];
    }

    public static EndorsedEvidence Of(byte[] token) => new(new Evidence(EvidenceType.Cca, token), Endorsements.None);

    public void Dispose() => Realm.Dispose();

    private byte[] Sign(SimulatedClaims claims) => SimulatedCose.Sign(Realm.RealmKey, claims.Encode());
}
