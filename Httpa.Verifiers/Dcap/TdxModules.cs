using System.Globalization;
using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Dcap;

/// <summary>Which TDX modules are Intel's (PCS API v4, TCB info of TDX: <c>tdxModule</c> and <c>tdxModuleIdentities</c>).</summary>
internal sealed class TdxModules
{
    private const int MaxModules = 64;

    private readonly TdxModule _first;
    private readonly List<TdxModule> _others;

    private TdxModules(TdxModule first, List<TdxModule> others) => (_first, _others) = (first, others);

    /// <summary>True when the levels of each module stand from the newest down.</summary>
    public bool AreLevelsDescending => _others.TrueForAll(m => m.AreLevelsDescending);

    /// <summary>Finds the module that ran.</summary>
    /// <param name="version">The module's version, TEE_TCB_SVN[1]; 0 for modules before TDX 1.5.</param>
    /// <returns>Null when Intel names no such module.</returns>
    public TdxModule? Find(byte version)
    {
        if (version == 0) return _first;
        var id = string.Create(CultureInfo.InvariantCulture, $"TDX_{version:X2}");
        return _others.Find(m => IsNamed(m, id));
    }

    /// <summary>Reads both members of a TCB info; the second may be missing.</summary>
    public static TdxModules Parse(StrictJson json, JsonElement tcbInfo)
    {
        const string othersName = "tdxModuleIdentities";
        var first = TdxModule.Parse(json, json.Object(tcbInfo, "tdxModule"), null);
        var others = new List<TdxModule>();
        foreach (var element in StrictJson.Has(tcbInfo, othersName) ? json.Array(tcbInfo, othersName, MaxModules) : [])
        {
            var module = TdxModule.Parse(json, element, json.Text(element, "id"));
            // Two of one name: which of them is meant is not for us to guess.
            if (others.Exists(m => IsNamed(m, module.Id))) json.Fail();
            others.Add(module);
        }

        return new TdxModules(first, others);
    }

    private static bool IsNamed(TdxModule module, string? id) => string.Equals(module.Id, id, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One TDX module: who signed it, and which of its versions are sound.</summary>
internal sealed class TdxModule
{
    private const int MaxLevels = 256;

    private static readonly TcbStatus[] Statuses = [TcbStatus.UpToDate, TcbStatus.OutOfDate, TcbStatus.Revoked];

    private readonly byte[] _signer;
    private readonly byte[] _attributes;
    private readonly byte[] _mask;
    private readonly List<(int IsvSvn, TcbJudgement Judgement)> _levels = [];

    private TdxModule(StrictJson json, JsonElement element, string? id)
    {
        Id = id;
        _signer = json.Hex(element, "mrsigner", 48);
        _attributes = json.Hex(element, "attributes", 8);
        _mask = json.Hex(element, "attributesMask", 8);
    }

    /// <summary><c>TDX_</c> and the version in hexadecimal; null for modules before TDX 1.5, which have no levels.</summary>
    public string? Id { get; }

    /// <summary>True when each level's ISVSVN is smaller than that of the one before, as choosing the first that fits demands.</summary>
    public bool AreLevelsDescending
    {
        get
        {
            for (var i = 1; i < _levels.Count; i++)
            {
                if (_levels[i - 1].IsvSvn <= _levels[i].IsvSvn) return false;
            }

            return true;
        }
    }

    /// <summary>Reads a module; what is wrong makes the whole document fail.</summary>
    /// <param name="json">The document.</param>
    /// <param name="element">The module.</param>
    /// <param name="id">Its name; null for a module without levels.</param>
    public static TdxModule Parse(StrictJson json, JsonElement element, string? id)
    {
        var module = new TdxModule(json, element, id);
        if (id is null) return module;
        foreach (var level in json.Array(element, "tcbLevels", MaxLevels))
        {
            if (TcbJudgement.Read(json, level, Statuses) is not { } judgement) json.Fail();
            else module._levels.Add(((int)json.Number(json.Object(level, "tcb"), "isvsvn", byte.MaxValue), judgement));
        }

        return module;
    }

    /// <summary>Holds what a TD reports of its module against the identity.</summary>
    /// <param name="tcb">The TD's report.</param>
    /// <param name="findings">Takes the objections.</param>
    public void JudgeIdentity(in TdTcb tcb, ICollection<Finding> findings)
    {
        if (!tcb.MrSignerSeam.SequenceEqual(_signer))
        {
            findings.Add(NotTheModule(AppraisalReason.TdxModuleSignerMismatch, "MRSIGNERSEAM",
                Convert.ToHexStringLower(_signer), Convert.ToHexStringLower(tcb.MrSignerSeam)));
        }

        for (var i = 0; i < _mask.Length; i++)
        {
            if (((tcb.SeamAttributes[i] ^ _attributes[i]) & _mask[i]) == 0) continue;
            findings.Add(NotTheModule(AppraisalReason.TdxModuleAttributesMismatch, "SEAMATTRIBUTES",
                $"{Convert.ToHexStringLower(_attributes)} under {Convert.ToHexStringLower(_mask)}", Convert.ToHexStringLower(tcb.SeamAttributes)));
            return;
        }
    }

    /// <summary>Finds the first level that an SVN reaches.</summary>
    /// <param name="isvSvn">The module's SVN, TEE_TCB_SVN[0].</param>
    /// <param name="findings">Takes the objection.</param>
    public TcbJudgement? FindLevel(byte isvSvn, ICollection<Finding> findings)
    {
        foreach (var (minimum, judgement) in _levels)
        {
            if (isvSvn >= minimum) return judgement;
        }

        findings.Add(NotTheModule(AppraisalReason.TdxModuleLevelNotFound, $"SVN ({Id})", _levels.Count == 0 ? "one that Intel knows" : $"at least {_levels[^1].IsvSvn}", $"{isvSvn}"));
        return null;
    }

    private static Finding NotTheModule(AppraisalReason reason, string field, string expected, string actual) => new(
        reason, FindingKind.NotGenuine, $"TDX module's {field}", expected, actual, "Update the platform's TDX module to one that Intel released.");
}
