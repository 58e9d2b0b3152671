using System.Globalization;
using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// Intel's judgement of every state that platforms of one model can be in: TCB info of version 2 (PCS API v3) or 3 (PCS API v4).
/// </summary>
internal sealed class TcbInfo
{
    private const int MaxLevels = 256;

    private TcbInfo()
    {
    }

    /// <summary>2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary><c>SGX</c> or <c>TDX</c>; version 2, which has no id, is for SGX.</summary>
    public required string Id { get; init; }

    /// <summary>How levels compare; 0 is the only known way.</summary>
    public required long TcbType { get; init; }

    /// <summary>When the document was issued.</summary>
    public required DateTimeOffset IssueDate { get; init; }

    /// <summary>When the next one is due at the latest.</summary>
    public required DateTimeOffset NextUpdate { get; init; }

    /// <summary>The model: 6 bytes.</summary>
    public required Measurement Fmspc { get; init; }

    /// <summary>The provisioning certification enclave: 2 bytes.</summary>
    public required Measurement PceId { get; init; }

    /// <summary>The number of the TCB recovery that the document takes into account.</summary>
    public required long EvaluationDataNumber { get; init; }

    /// <summary>The levels, from the best down.</summary>
    public required IReadOnlyList<TcbLevel> Levels { get; init; }

    /// <summary>The TDX modules that there are; none in TCB info of SGX.</summary>
    public required TdxModules? TdxModules { get; init; }

    /// <summary>True when each level stands behind all that are better, as choosing the first that fits demands.</summary>
    public bool AreLevelsDescending
    {
        get
        {
            for (var i = 1; i < Levels.Count; i++)
            {
                if (Levels[i - 1].CompareTo(Levels[i]) <= 0) return false;
            }

            return true;
        }
    }

    /// <summary>Parses the member <c>tcbInfo</c>. Faults that need a reason of their own (id, type, order) are left to the caller.</summary>
    public static TcbInfo? Parse(StrictJson json, JsonElement content)
    {
        var version = (int)json.Number(content, "version", 255);
        var id = version == 2 ? "SGX" : json.Text(content, "id");
        var isTdx = id == "TDX";
        var levels = new List<TcbLevel>();
        foreach (var element in json.Array(content, "tcbLevels", MaxLevels))
        {
            if (TcbLevel.Parse(json, element, version) is not { } level || (isTdx && level.TdxComponents is null)) return null;
            levels.Add(level);
        }

        return levels.Count == 0 ? null : new TcbInfo
        {
            Version = version,
            Id = id,
            TcbType = json.Number(content, "tcbType", 255),
            IssueDate = json.Time(content, "issueDate"),
            NextUpdate = json.Time(content, "nextUpdate"),
            Fmspc = new Measurement(json.Hex(content, "fmspc", 6)),
            PceId = new Measurement(json.Hex(content, "pceId", 2)),
            EvaluationDataNumber = json.Number(content, "tcbEvaluationDataNumber", int.MaxValue),
            Levels = levels,
            TdxModules = isTdx ? TdxModules.Parse(json, content) : null,
        };
    }
}

/// <summary>One state of a platform.</summary>
internal sealed class TcbLevel
{
    private const int Components = 16;

    private static readonly TcbStatus[] Statuses =
    [
        TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded, TcbStatus.ConfigurationNeeded, TcbStatus.ConfigurationAndSWHardeningNeeded,
        TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.Revoked,
    ];

    private TcbLevel()
    {
    }

    /// <summary>The smallest SVNs of the 16 components.</summary>
    public required byte[] SgxComponents { get; init; }

    /// <summary>The smallest SVNs of the 16 components of TDX; null in TCB info of SGX.</summary>
    public required byte[]? TdxComponents { get; init; }

    /// <summary>The smallest SVN of the provisioning certification enclave.</summary>
    public required int PceSvn { get; init; }

    /// <summary>What Intel says of this state.</summary>
    public required TcbJudgement Judgement { get; init; }

    /// <summary>Parses an element of <c>tcbLevels</c>.</summary>
    public static TcbLevel? Parse(StrictJson json, JsonElement element, int version)
    {
        const string tdxName = "tdxtcbcomponents";
        var tcb = json.Object(element, "tcb");
        if (TcbJudgement.Read(json, element, Statuses) is not { } judgement) return null;
        return new TcbLevel
        {
            SgxComponents = version == 2 ? ReadNamed(json, tcb) : ReadList(json, tcb, "sgxtcbcomponents"),
            TdxComponents = StrictJson.Has(tcb, tdxName) ? ReadList(json, tcb, tdxName) : null,
            PceSvn = (int)json.Number(tcb, "pcesvn", ushort.MaxValue),
            Judgement = judgement,
        };
    }

    /// <summary>True when a platform reaches this level in each of the 16 components of SGX and in the PCE's SVN.</summary>
    public bool IsReachedBy(ReadOnlySpan<byte> components, int pceSvn)
    {
        if (components.Length != Components || pceSvn < PceSvn) return false;
        for (var i = 0; i < Components; i++)
        {
            if (components[i] < SgxComponents[i]) return false;
        }

        return true;
    }

    /// <summary>
    /// True when a TD's TCB reaches this level in each of the 16 components of TDX. A module with a version of its own (byte 1 above zero) is judged by
    /// that version's levels; the first two bytes then say nothing here (PCS API v4, TCB info, "determining the status of a TDX platform").
    /// </summary>
    /// <param name="teeTcbSvn">TEE_TCB_SVN: 16 bytes.</param>
    public bool IsReachedByTd(ReadOnlySpan<byte> teeTcbSvn)
    {
        if (TdxComponents is null || teeTcbSvn.Length != Components) return false;
        for (var i = teeTcbSvn[1] > 0 ? 2 : 0; i < Components; i++)
        {
            if (teeTcbSvn[i] < TdxComponents[i]) return false;
        }

        return true;
    }

    /// <summary>Compares component by component, then by the PCE's SVN.</summary>
    public int CompareTo(TcbLevel other)
    {
        var order = SgxComponents.AsSpan().SequenceCompareTo(other.SgxComponents);
        if (order == 0) order = TdxComponents.AsSpan().SequenceCompareTo(other.TdxComponents);
        return order == 0 ? PceSvn.CompareTo(other.PceSvn) : order;
    }

    private static byte[] ReadNamed(StrictJson json, JsonElement tcb)
    {
        var components = new byte[Components];
        for (var i = 0; i < Components; i++)
            components[i] = (byte)json.Number(tcb, string.Create(CultureInfo.InvariantCulture, $"sgxtcbcomp{i + 1:d2}svn"), byte.MaxValue);
        return components;
    }

    private static byte[] ReadList(StrictJson json, JsonElement tcb, string name)
    {
        // The array has one element for each component; one more or less would compare too few of them, so it counts as malformed.
        var elements = json.Array(tcb, name, Components);
        var components = new byte[Components];
        for (var i = 0; i < Components; i++)
            components[i] = (byte)json.Number(i < elements.Length ? elements[i] : default, "svn", byte.MaxValue);
        return components;
    }
}
