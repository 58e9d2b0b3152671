using System.Collections.Frozen;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Origins;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;

namespace Httpa.Client;

/// <summary>The options under one policy, read once and found to make sense. Immutable.</summary>
internal sealed class ClientSettings
{
    /// <summary>The fields that this library writes outside, so that a caller's cannot stand there too.</summary>
    private static readonly FrozenSet<string> OwnOuterFields =
        new[] { "cache-control", "accept-encoding", "access-control-request-method", "access-control-request-headers" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(24);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);

    private readonly FrozenSet<string> _outerFields;

    /// <summary>Reads the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="rule">The policy, and what goes with it.</param>
    /// <param name="alsoRequired">A policy that must accept too; null for none.</param>
    public ClientSettings(HttpaOptions options, OriginPolicy rule, AttestationPolicy? alsoRequired = null)
    {
        Options = options;
        Rule = rule;
        AlsoRequired = alsoRequired;
        var protocol = Protocol = rule.Protocol ?? options.Protocol;
        Logger = options.LoggerFactory.CreateLogger("Httpa.Client");
        Suites = [.. options.CipherSuites.Where(s => s.IsPostQuantum || !options.RequirePostQuantum)];
        SuiteTokens = [.. Suites.Select(s => s.Token)];
        EvidenceTypes = [.. Policy.Types.Where(t => alsoRequired is null || alsoRequired.Types.Contains(t)).Select(t => t.Token)];
        _outerFields = options.OuterFields.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        RefuseBadPolicies();
        RefuseBadOptions(options);
        RefuseBadOuterFields();
        Require(Enum.IsDefined(protocol), nameof(options.Protocol), "a protocol that there is");
        if (protocol == HttpaProtocol.OpenHttpa) RefuseBadOpenHttpa(options, options.OpenHttpa);
    }

    public HttpaOptions Options { get; }

    /// <summary>The policy of an origin, and what goes with it.</summary>
    public OriginPolicy Rule { get; }

    /// <summary>Which services are accepted.</summary>
    public AttestationPolicy Policy => Rule.Policy;

    /// <summary>A policy that must accept too; null for none.</summary>
    public AttestationPolicy? AlsoRequired { get; }

    /// <summary>What sessions with an origin are kept under.</summary>
    public SessionKey KeyOf(string origin) => new(origin, Options, AlsoRequired);

    /// <summary>The one protocol that is spoken.</summary>
    public HttpaProtocol Protocol { get; }

    public ILogger Logger { get; }

    public TimeProvider Clock => Options.TimeProvider;

    public IReadOnlyList<CipherSuite> Suites { get; }

    /// <summary>The offers, as they stand on the wire.</summary>
    public IReadOnlyList<string> SuiteTokens { get; }

    public IReadOnlyList<string> EvidenceTypes { get; }

    public IReadOnlyList<string> Versions { get; } = ["httpa/1"];

    public bool IsOuterField(string name) => _outerFields.Contains(name);

    /// <summary>Tells the policy's owner what the policy leaves open.</summary>
    public void LogDangers()
    {
        foreach (var danger in Policy.WarningsAt(Clock.GetUtcNow())) Log.DangerousPolicy(Logger, Policy.Name, danger);
    }

    private void RefuseBadPolicies()
    {
        foreach (var policy in new[] { Policy, AlsoRequired, Rule.ShadowPolicy }.OfType<AttestationPolicy>()) RefuseBad(policy);
        if (EvidenceTypes.Count == 0)
            throw new HttpaConfigurationException(ProtocolReason.PolicyInvalid, $"The policies '{Policy.Name}' and '{AlsoRequired?.Name}' accept no type of evidence in common, so that no service can meet both.");
    }

    private void RefuseBad(AttestationPolicy policy)
    {
        if (policy.Types.Count == 0)
            throw new HttpaConfigurationException(ProtocolReason.PolicyInvalid, $"The policy '{policy.Name}' is empty and accepts nothing. Give it a rule for the service's TEE.");
        if (policy.ProblemsAt(Clock.GetUtcNow()) is { Count: > 0 } problems)
            throw new HttpaConfigurationException(ProtocolReason.PolicyInvalid, $"The policy '{policy.Name}' cannot be used. {string.Join(" ", problems)}");
        if (policy.Types.FirstOrDefault(t => !Options.Verifiers.Types.Contains(t)) is { Token: not "" } missing)
            throw new HttpaConfigurationException(ProtocolReason.PolicyInvalid, $"The policy '{policy.Name}' accepts '{missing}', and no verifier for it is among {Options.NameOf(nameof(Options.Verifiers))}.");
    }

    private void RefuseBadOptions(HttpaOptions options)
    {
        Require(Suites.Count > 0 && Suites.Distinct().Count() == Suites.Count, nameof(options.CipherSuites), "at least one suite, each once, and a post-quantum one where that is required");
        Require(!options.FetchEndorsements || options.EndorsementSource is not null, nameof(options.FetchEndorsements), "an EndorsementSource to fetch from");
        Require(options.ClientTee is null or { Type.IsDevice: false }, nameof(options.ClientTee), "a TEE, which a device is not");
        Require(options.ClientDevices.Count < EvidenceBody.MaxItems && options.ClientDevices.All(d => d.Type.IsDevice), nameof(options.ClientDevices), "at most 16 devices");
        Require(options.ClientTee is not null || options.ClientDevices.Count == 0, nameof(options.ClientDevices), "empty without a ClientTee");
        Require(options.ClientTee is not null || !options.AlwaysSendClientEvidence, nameof(options.AlwaysSendClientEvidence), "false without a ClientTee");
        Require(options.MaxSessionLifetime > TimeSpan.Zero && options.MaxSessionLifetime <= LongestSession, nameof(options.MaxSessionLifetime), "more than zero and at most 24 hours");
        Require(options.MaxClockSkew >= TimeSpan.Zero, nameof(options.MaxClockSkew), "zero or more");
        Require(options.HandshakeTimeout >= LeastTimeout && options.HandshakeTimeout <= TimeSpan.FromMinutes(10), nameof(options.HandshakeTimeout), "10 milliseconds to 10 minutes");
        Require(options.HandshakeBreak >= TimeSpan.Zero && options.HandshakeBreak <= TimeSpan.FromMinutes(1), nameof(options.HandshakeBreak), "zero to 1 minute");
        Require(options.PadTo is >= 0 and <= RecordSealer.MaxPlaintext, nameof(options.PadTo), "0 to 65536 bytes");
        Require(options.ReplayBufferLimit is >= 0 and <= 1 << 24, nameof(options.ReplayBufferLimit), "0 to 16 MiB");
        Require(options.MaxRedirects is >= 0 and <= 100, nameof(options.MaxRedirects), "0 to 100");
    }

    private void RefuseBadOpenHttpa(HttpaOptions options, OpenHttpaOptions openHttpa)
    {
        const string name = nameof(options.OpenHttpa) + ".";
        Require(!options.SkipPreflight, nameof(options.SkipPreflight), "false with OpenHTTPA: its handshake needs the challenge that the preflight brings");
        Require(options.ClientDevices.Count == 0, nameof(options.ClientDevices), "empty with OpenHTTPA, whose report data no device can carry");
        Require(options.PadTo == 0, nameof(options.PadTo), "0 with OpenHTTPA, which has no padding");
        Require(IsPath(openHttpa.AttestPath), name + nameof(openHttpa.AttestPath), "an absolute path without a query, escaped as it stands on the wire");
        Require(openHttpa.ServerIdentityKey.Length is 0 or MLDsa65.PublicKeyLength, name + nameof(openHttpa.ServerIdentityKey), "empty, or the 1952 bytes of an ML-DSA-65 public key");
        Require(openHttpa.MaxSessions is >= 1 and <= 1024, name + nameof(openHttpa.MaxSessions), "1 to 1024");
        Require(openHttpa.MaxAnswerLength is >= 1 << 10 and <= 256 << 20, name + nameof(openHttpa.MaxAnswerLength), "1 KiB to 256 MiB");
    }

    /// <summary>True for a path that a request to it would have on the wire.</summary>
    private static bool IsPath(string path) =>
        path.StartsWith('/') && Uri.TryCreate("https://h" + path, UriKind.Absolute, out var uri) && uri.AbsolutePath == path && uri.PathAndQuery == path && uri.Fragment.Length == 0;

    private void RefuseBadOuterFields()
    {
        foreach (var name in _outerFields)
        {
            var allowed = name.Length > 0 && !MessageHead.IsForbidden(name.ToLowerInvariant()) && !OwnOuterFields.Contains(name)
                && !name.StartsWith("content-", StringComparison.OrdinalIgnoreCase);
            Require(allowed, nameof(HttpaOptions.OuterFields), $"request fields that a gateway may read; '{name}' is sealed, or belongs to the connection or to HTTPA");
        }
    }

    private void Require(bool holds, string option, string required)
    {
        if (!holds) throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, $"{Options.NameOf(option)} must be {required}.");
    }
}
