using System.Buffers.Binary;
using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>Which enclave is Intel's quoting enclave, and which of its versions are sound (PCS API v4, enclave identity, version 2).</summary>
internal sealed class QeIdentity
{
    private const int MaxLevels = 256;

    private static readonly TcbStatus[] Statuses = [TcbStatus.UpToDate, TcbStatus.OutOfDate, TcbStatus.Revoked];

    private QeIdentity()
    {
    }

    /// <summary>The version of the document; 2 is the only known one.</summary>
    public required int Version { get; init; }

    /// <summary><c>QE</c> for SGX, <c>TD_QE</c> for TDX.</summary>
    public required string Id { get; init; }

    /// <summary>When the document was issued.</summary>
    public required DateTimeOffset IssueDate { get; init; }

    /// <summary>When the next one is due at the latest.</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The number of the TCB recovery that the document takes into account.</summary>
    public required long EvaluationDataNumber { get; init; }

    /// <summary>MISCSELECT, under <see cref="MiscSelectMask"/>.</summary>
    public required uint MiscSelect { get; init; }

    /// <summary>The bits of MISCSELECT that count.</summary>
    public required uint MiscSelectMask { get; init; }

    /// <summary>ATTRIBUTES, 16 bytes, under <see cref="AttributesMask"/>.</summary>
    public required byte[] Attributes { get; init; }

    /// <summary>The bits of ATTRIBUTES that count.</summary>
    public required byte[] AttributesMask { get; init; }

    /// <summary>MRSIGNER: 32 bytes.</summary>
    public required Measurement MrSigner { get; init; }

    /// <summary>ISVPRODID.</summary>
    public required int IsvProdId { get; init; }

    /// <summary>The versions, from the newest down: each with the smallest ISVSVN that has it.</summary>
    public required IReadOnlyList<(int IsvSvn, TcbJudgement Judgement)> Levels { get; init; }

    /// <summary>True when each level's ISVSVN is smaller than that of the one before, as choosing the first that fits demands.</summary>
    public bool AreLevelsDescending
    {
        get
        {
            for (var i = 1; i < Levels.Count; i++)
            {
                if (Levels[i - 1].IsvSvn <= Levels[i].IsvSvn) return false;
            }

            return true;
        }
    }

    /// <summary>Parses the member <c>enclaveIdentity</c>. Faults that need a reason of their own (id, version, order) are left to the caller.</summary>
    public static QeIdentity? Parse(StrictJson json, JsonElement content)
    {
        var levels = new List<(int, TcbJudgement)>();
        foreach (var element in json.Array(content, "tcbLevels", MaxLevels))
        {
            if (TcbJudgement.Read(json, element, Statuses) is not { } judgement) return null;
            levels.Add(((int)json.Number(json.Object(element, "tcb"), "isvsvn", ushort.MaxValue), judgement));
        }

        return levels.Count == 0 ? null : new QeIdentity
        {
            Version = (int)json.Number(content, "version", 255),
            Id = json.Text(content, "id"),
            IssueDate = json.Time(content, "issueDate"),
            NextUpdate = json.Time(content, "nextUpdate"),
            EvaluationDataNumber = json.Number(content, "tcbEvaluationDataNumber", int.MaxValue),
            MiscSelect = BinaryPrimitives.ReadUInt32LittleEndian(json.Hex(content, "miscselect", 4)),
            MiscSelectMask = BinaryPrimitives.ReadUInt32LittleEndian(json.Hex(content, "miscselectMask", 4)),
            Attributes = json.Hex(content, "attributes", 16),
            AttributesMask = json.Hex(content, "attributesMask", 16),
            MrSigner = new Measurement(json.Hex(content, "mrsigner", 32)),
            IsvProdId = (int)json.Number(content, "isvprodid", ushort.MaxValue),
            Levels = levels,
        };
    }

    /// <summary>Holds a QE report against the identity and finds its level.</summary>
    /// <param name="report">The report, which a PCK signed.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>The level's judgement; null when this is not the enclave, or when no level fits.</returns>
    public TcbJudgement? Judge(in EnclaveReport report, ICollection<Finding> findings)
    {
        var before = findings.Count;
        if (!report.MrSigner.SequenceEqual(MrSigner.Bytes.Span))
            findings.Add(NotTheEnclave(AppraisalReason.QeMrSignerMismatch, "MRSIGNER", MrSigner.ToString(), Convert.ToHexStringLower(report.MrSigner)));
        if (report.IsvProdId != IsvProdId)
            findings.Add(NotTheEnclave(AppraisalReason.QeIsvProdIdMismatch, "ISVPRODID", $"{IsvProdId}", $"{report.IsvProdId}"));
        if ((report.MiscSelect & MiscSelectMask) != (MiscSelect & MiscSelectMask))
            findings.Add(NotTheEnclave(AppraisalReason.QeMiscSelectMismatch, "MISCSELECT", $"{MiscSelect:x8} under {MiscSelectMask:x8}", $"{report.MiscSelect:x8}"));
        if (!HasAttributes(report.Attributes))
        {
            findings.Add(NotTheEnclave(AppraisalReason.QeAttributesMismatch, "ATTRIBUTES",
                $"{Convert.ToHexStringLower(Attributes)} under {Convert.ToHexStringLower(AttributesMask)}", Convert.ToHexStringLower(report.Attributes)));
        }

        if (findings.Count > before) return null;
        foreach (var (isvSvn, judgement) in Levels)
        {
            if (report.IsvSvn >= isvSvn) return judgement;
        }

        findings.Add(NotTheEnclave(AppraisalReason.QeLevelNotFound, "ISVSVN", $"at least {Levels[^1].IsvSvn}", $"{report.IsvSvn}"));
        return null;
    }

    private bool HasAttributes(ReadOnlySpan<byte> actual)
    {
        for (var i = 0; i < AttributesMask.Length; i++)
        {
            if (((actual[i] ^ Attributes[i]) & AttributesMask[i]) != 0) return false;
        }

        return true;
    }

    private static Finding NotTheEnclave(AppraisalReason reason, string field, string expected, string actual) => new(
        reason, FindingKind.NotGenuine, $"quoting enclave's {field}", expected, actual,
        "Use Intel's quoting enclave, and the QE identity for the kind of quote.");
}
