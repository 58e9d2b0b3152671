using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;

namespace Httpa.Client.Tests.Verifiers.Tdx;

/// <summary>
/// A good TD on the simulated Intel platform, a verifier and a policy that trusts the platform: what a test changes one thing of. The TD's report has the
/// layout of TDX 1.5; a test that wants one of 1.0 sets <see cref="QuoteVersion"/> to 4.
/// </summary>
internal sealed class TdxScene : IDisposable
{
    public static readonly DateTimeOffset Issued = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Zero48 = new('0', 96);

    private readonly EvidenceVerifiers _verifiers = new(new TdxVerifier());
    private readonly ECDsa _attestationKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TdxScene(SimulatedSgxSettings? settings = null)
    {
        Platform = new SimulatedSgx((settings ?? new()) with { IssuedAt = Issued });
        Svn(6, 1, 3).CopyTo(Report, 0);
        Report[123] = 0x10; // SEPT_VE_DISABLE
        Report[128] = 0x03; // x87 and SSE
        Enumerable.Repeat((byte)0x77, 48).ToArray().CopyTo(Report, 136);
        for (var i = 0; i < 4; i++) Enumerable.Repeat((byte)(0xa0 + i), 48).ToArray().CopyTo(Report, 328 + (48 * i));
        Binding.CopyTo(Report, 520);
        Svn(6, 1, 3).CopyTo(Report, 584);
    }

    public static byte[] Binding { get; } = SHA512.HashData("binding"u8);

    public SimulatedSgx Platform { get; }

    /// <summary>The 648 bytes of the report.</summary>
    public byte[] Report { get; } = new byte[648];

    public ushort QuoteVersion { get; set; } = 5;

    public ushort BodyType { get; set; } = 3;

    /// <summary>A last change of the TCB info before it is signed.</summary>
    public Action<JsonObject> EditTcbInfo { get; set; } = _ => { };

    /// <summary>The name of the quoting enclave that the QE identity is of.</summary>
    public string QeId { get; set; } = "TD_QE";

    public TdxPolicy TdxPolicy { get; set; } = new()
    {
        MrTd = ReferenceValue.AnyOf(new string('7', 96)),
        RtMr0 = ReferenceValue.AnyOf(Repeat("a0")),
        RtMr1 = ReferenceValue.AnyOf(Repeat("a1")),
        RtMr2 = ReferenceValue.AnyOf(Repeat("a2")),
        RtMr3 = ReferenceValue.AnyOf(Repeat("a3")),
    };

    public AttestationPolicy Policy => new()
    {
        Name = "simulated TD",
        Tdx = TdxPolicy with
        {
            Tcb = TdxPolicy.Tcb with { MinimumTcbEvaluationDataNumber = Platform.Settings.TcbEvaluationDataNumber },
            DangerousTrustedRoots = [Platform.RootSpkiSha256],
        },
    };

    public Endorsements Endorsements
    {
        get
        {
            var tcbInfo = Platform.TcbInfo with { Id = "TDX", Edit = EditTdx };
            var identity = Platform.QeIdentity with { Id = QeId };
            var documents = ContractCase.Replace(Platform.Endorsements, "tcb_info", tcbInfo.Sign(Platform.Pki.TcbSigningKey));
            return ContractCase.Replace(documents, "qe_identity", identity.Sign(Platform.Pki.TcbSigningKey));
        }
    }

    /// <summary>A module as the TCB info names it, with levels from the newest down.</summary>
    public static JsonObject Module(string? id, params (int IsvSvn, string Status)[] levels)
    {
        var module = new JsonObject { ["mrsigner"] = Zero48, ["attributes"] = new string('0', 16), ["attributesMask"] = new string('F', 16) };
        if (id is null) return module;
        module["id"] = id;
        module["tcbLevels"] = new JsonArray([.. levels.Select(level => (JsonNode)new JsonObject
        {
            ["tcb"] = new JsonObject { ["isvsvn"] = level.IsvSvn },
            ["tcbDate"] = level.Status == "UpToDate" ? "2024-11-13T00:00:00Z" : "2023-08-09T00:00:00Z",
            ["tcbStatus"] = level.Status,
            ["advisoryIDs"] = level.Status == "UpToDate" ? new JsonArray() : new JsonArray("INTEL-SA-01036"),
        })]);
        return module;
    }

    /// <summary>Makes the TCB info of SGX into one of TDX, with modules, and with TDX components in each level.</summary>
    public static JsonObject ToTdx(string body)
    {
        var tcbInfo = JsonNode.Parse(body)!.AsObject();
        tcbInfo["tdxModule"] = Module(null);
        tcbInfo["tdxModuleIdentities"] = new JsonArray(
            Module("TDX_03", (3, "UpToDate")), Module("TDX_01", (6, "UpToDate"), (4, "OutOfDate"), (2, "Revoked")));
        foreach (var (level, i) in tcbInfo["tcbLevels"]!.AsArray().Select((l, i) => (l, i)))
            level!["tcb"]!["tdxtcbcomponents"] = Components(i == 0 ? Svn(5, 0, 3) : Svn(3, 0, 2));
        return tcbInfo;
    }

    /// <summary>The components of a level, as the TCB info lists them.</summary>
    public static JsonArray Components(byte[] svns) => new([.. svns.Select(svn => (JsonNode)new JsonObject { ["svn"] = svn })]);

    /// <summary>16 bytes of TEE_TCB_SVN.</summary>
    public static byte[] Svn(params byte[] first) => [.. first, .. new byte[16 - first.Length]];

    /// <summary>Sets TEE_TCB_SVN at launch, and what it is now.</summary>
    public TdxScene Launched(byte[] launch, byte[] now)
    {
        launch.CopyTo(Report, 0);
        now.CopyTo(Report, 584);
        return this;
    }

    public byte[] Quote()
    {
        var recipe = Platform.Quote with { AttestationKey = _attestationKey };
        var simple = recipe.Encode(new byte[64]);
        var certified = recipe.Certify();
        var header = simple[..48];
        BinaryPrimitives.WriteUInt16LittleEndian(header, QuoteVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 0x81);
        header.AsSpan(8, 4).Clear();
        var body = QuoteVersion == 5 && BodyType == 3 ? Report : Report[..584];
        byte[] descriptor = QuoteVersion == 5 ? [.. BitConverter.GetBytes(BodyType), .. BitConverter.GetBytes(body.Length)] : [];
        byte[] signed = [.. header, .. descriptor, .. body];
        byte[] data =
        [
            .. _attestationKey.SignData(signed, HashAlgorithmName.SHA256),
            .. simple[500..564],
            .. BitConverter.GetBytes((ushort)6),
            .. BitConverter.GetBytes(certified.Length),
            .. certified,
        ];
        return [.. signed, .. BitConverter.GetBytes(data.Length), .. data];
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

    public void Dispose()
    {
        _attestationKey.Dispose();
        Platform.Dispose();
    }

    private static string Repeat(string digits) => new StringBuilder().Insert(0, digits, 48).ToString();

    private string EditTdx(string body)
    {
        var tcbInfo = ToTdx(body);
        EditTcbInfo(tcbInfo);
        return tcbInfo.ToJsonString();
    }
}
