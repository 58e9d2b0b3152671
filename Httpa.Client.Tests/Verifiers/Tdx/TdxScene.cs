using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;

namespace Httpa.Client.Tests.Verifiers.Tdx;

/// <summary>A good TD on the simulated platform, a verifier and a policy that trusts the platform: what a test changes one thing of.</summary>
internal sealed class TdxScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EvidenceVerifiers _verifiers = new(new TdxVerifier());

    public TdxScene()
    {
        var usual = new SimulatedTdxSettings();
        Platform = new SimulatedTdx(usual with { Platform = usual.Platform with { IssuedAt = Issued } });
        Domain = Platform.Settings;
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedTdx Platform { get; }

    /// <summary>What the TD is.</summary>
    public SimulatedTdxSettings Domain { get; set; }

    /// <summary>The body type that a quote of version 5 states, if it is not to be the true one.</summary>
    public byte? BodyType { get; set; }

    /// <summary>A last change of the TCB info before it is signed.</summary>
    public Action<JsonObject> EditTcbInfo { get; set; } = _ => { };

    /// <summary>The name of the quoting enclave that the QE identity is of.</summary>
    public string QeId { get; set; } = "TD_QE";

    public AttestationPolicy Policy => Platform.CreatePolicy();

    public Endorsements Endorsements
    {
        get
        {
            var tcbInfo = Platform.TcbInfo with { Edit = Edit };
            var identity = Platform.QeIdentity with { Id = QeId };
            var documents = ContractCase.Replace(Platform.Endorsements, "tcb_info", tcbInfo.Sign(Platform.Pki.TcbSigningKey));
            return ContractCase.Replace(documents, "qe_identity", identity.Sign(Platform.Pki.TcbSigningKey));
        }
    }

    /// <summary>The components of a level, as the TCB info lists them.</summary>
    public static JsonArray Components(byte[] svns) => new([.. svns.Select(svn => (JsonNode)new JsonObject { ["svn"] = svn })]);

    /// <summary>16 bytes of TEE_TCB_SVN.</summary>
    public static byte[] Svn(params byte[] first) => [.. first, .. new byte[16 - first.Length]];

    /// <summary>Sets TEE_TCB_SVN at launch, and what it is now.</summary>
    public TdxScene Launched(byte[] launch, byte[] now)
    {
        Domain = Domain with { TeeTcbSvn = launch, TeeTcbSvn2 = now };
        return this;
    }

    public byte[] Quote()
    {
        var quote = (Platform.Quote with { TrustDomain = Domain }).Encode(Binding);
        if (BodyType is { } type) quote[48] = type;
        return quote;
    }

    public EndorsedEvidence Evidence() => new(new Evidence(EvidenceType.Tdx, Quote()), Endorsements);

    public AttestationResult Appraise() => _verifiers.Appraise(new AppraisalRequest
    {
        Lead = Evidence(),
        Binding = Binding,
        PublicKey = ContractCase.PublicKey,
        Policy = Policy,
        Time = Issued.AddDays(1),
    });

    /// <summary>The reasons of the verdict; empty when the evidence is accepted.</summary>
    public AppraisalReason[] Reasons() => [.. Appraise().Findings.Select(f => f.Reason)];

    public void Dispose() => Platform.Dispose();

    private string Edit(string body)
    {
        var tcbInfo = JsonNode.Parse(body)!.AsObject();
        EditTcbInfo(tcbInfo);
        return tcbInfo.ToJsonString();
    }
}
