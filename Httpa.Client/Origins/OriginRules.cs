using System.Collections.Frozen;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Origins;

/// <summary>Says of every origin which policy protects it, or that requests to it pass unprotected. An origin that nothing names is refused. Immutable.</summary>
internal sealed class OriginRules
{
    private readonly HttpaOptions _options;
    private readonly EndorsementLedger _ledger;
    private readonly FrozenDictionary<OriginPattern, Protection?> _rules; // null: passes
    private readonly Protection? _only;
    private readonly bool _speaksOpenHttpa;

    /// <summary>Reads the options.</summary>
    /// <exception cref="HttpaConfigurationException">An option or a policy is not usable.</exception>
    public OriginRules(HttpaOptions options, EndorsementLedger ledger)
    {
        (_options, _ledger) = (options, ledger);
        var rules = new Dictionary<OriginPattern, Protection?>();
        if (options.Policy is not null) rules.Add(OriginPattern.Everything, Protect(new OriginPolicy("*", options.Policy) { ShadowPolicy = options.ShadowPolicy }));
        for (var i = 0; i < options.Origins.Count; i++) AddProtected(rules, options.Origins[i], $"{nameof(options.Origins)}[{i}]");
        if (rules.Count == 0)
            throw new HttpaConfigurationException(ProtocolReason.PolicyInvalid,
                $"{options.NameOf(nameof(options.Policy))} and {options.NameOf(nameof(options.Origins))} are both absent, so that no service is accepted. State one of them.");
        foreach (var origin in options.DangerousPassThroughOrigins) AddPassing(rules, origin);
        _rules = rules.ToFrozenDictionary();
        _speaksOpenHttpa = rules.Values.Any(p => p is { Settings.Protocol: HttpaProtocol.OpenHttpa });
        _only = rules.Count == 1 && options.Policy is not null ? rules[OriginPattern.Everything] : null;
    }

    /// <summary>True when requests to the URI go out as they are.</summary>
    public bool LetPass(Uri? uri) =>
        _only is null && uri is { IsAbsoluteUri: true } && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
        && TryFind(Origin.Of(uri), out var protection) && protection is null;

    /// <summary>True when requests to the URI go through OpenHTTPA.</summary>
    public bool SpeaksOpenHttpa(Uri? uri) => _speaksOpenHttpa
        && uri is { IsAbsoluteUri: true } && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
        && TryFind(Origin.Of(uri), out var protection) && protection is { Settings.Protocol: HttpaProtocol.OpenHttpa };

    /// <summary>True for the preflight of OpenHTTPA, which has no field that tells it from another OPTIONS: what is asked, and where, must do.</summary>
    public bool IsOpenHttpaPreflight(HttpRequestMessage request) =>
        request is { RequestUri: { IsAbsoluteUri: true, Query: "" } uri, Content: null } && request.Method == HttpMethod.Options && request.Headers.NonValidated.Count == 0
        && SpeaksOpenHttpa(uri) && uri.AbsolutePath == _options.OpenHttpa.AttestPath;

    /// <summary>The protection of an origin.</summary>
    /// <exception cref="HttpaConfigurationException">Nothing says what is accepted there.</exception>
    public Protection Of(string origin) => _only ?? (TryFind(origin, out var protection) && protection is not null ? protection
        : throw new HttpaConfigurationException(ProtocolReason.OriginNotListed,
            $"No policy is for {origin}, and nothing was sent there. Name it in {_options.NameOf(nameof(_options.Origins))}, or use another client for it."));

    /// <summary>Tells whoever runs the client what the rules leave open.</summary>
    public void LogDangers()
    {
        foreach (var protection in _rules.Values) protection?.Settings.LogDangers();
        foreach (var (pattern, protection) in _rules)
        {
            if (protection is null) Log.OriginUnprotected(_options.LoggerFactory.CreateLogger(ClientTelemetry.Name), pattern.ToString());
        }
    }

    private bool TryFind(string origin, out Protection? protection)
    {
        var name = OriginPattern.Normalize(origin);
        if (_rules.TryGetValue(new OriginPattern(name, IsWildcard: false), out protection)) return true;
        foreach (var wildcard in OriginPattern.WildcardsOf(name))
        {
            if (_rules.TryGetValue(wildcard, out protection)) return true;
        }

        return false;
    }

    private void AddProtected(Dictionary<OriginPattern, Protection?> rules, OriginPolicy rule, string option)
    {
        var pattern = Parse(rule.Origin, option);
        if (pattern == OriginPattern.Everything) throw Wrong(option, rule.Origin, $"is what {nameof(_options.Policy)} is for");
        if (!rules.TryAdd(pattern, Protect(rule))) throw Wrong(option, rule.Origin, "stands there twice");
    }

    private void AddPassing(Dictionary<OriginPattern, Protection?> rules, string origin)
    {
        const string option = nameof(_options.DangerousPassThroughOrigins);
        if (!rules.TryAdd(Parse(origin, option), null)) throw Wrong(option, origin, "is protected by a policy, or stands there twice");
    }

    private OriginPattern Parse(string origin, string option) => OriginPattern.TryParse(origin, out var pattern) ? pattern
        : throw Wrong(option, origin, "is no https origin such as https://api.example or https://*.api.example");

    private HttpaConfigurationException Wrong(string option, string origin, string problem) =>
        new(ProtocolReason.OptionInvalid, $"{_options.NameOf(option)}: '{origin}' {problem}.");

    private Protection Protect(OriginPolicy rule) => new(new ClientSettings(_options, rule), _ledger);
}
