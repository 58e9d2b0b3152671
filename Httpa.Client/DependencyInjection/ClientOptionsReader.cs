using Httpa.Client.Endorsing;
using Httpa.Client.Origins;
using Httpa.Client.Requests;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace Httpa.Client.DependencyInjection;

/// <summary>Makes a generation out of a client's options: resolves policies by name, and takes verifiers, store, clock and logs from the services.</summary>
internal sealed class ClientOptionsReader(IServiceProvider services, IOptionsMonitor<NamedPolicy> policies, SessionStore store)
{
    private const string Shadow = nameof(Shadow);

    /// <summary>Reads the options of a client.</summary>
    /// <exception cref="HttpaConfigurationException">They are not usable; the message names each setting by its path.</exception>
    public ClientGeneration Read(string client, HttpaClientOptions options)
    {
        var source = options.Source ?? $"{nameof(HttpaClientOptions)} of the client '{client}'";
        if (options.Faults.Count > 0) throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, string.Join(" ", options.Faults));
        var read = new HttpaOptions
        {
            Source = source,
            Policy = Resolve(source, "", options.Policy, options.PolicyName),
            ShadowPolicy = Resolve(source, Shadow, options.ShadowPolicy, options.ShadowPolicyName),
            Origins = [.. options.Origins.Select((origin, i) => Read(origin, $"{source}:{nameof(options.Origins)}:{i}"))],
            DangerousPassThroughOrigins = [.. options.DangerousPassThroughOrigins],
            Verifiers = services.GetRequiredService<EvidenceVerifiers>(),
            EndorsementSource = services.GetService<IEndorsementSource>(),
            SessionStore = store,
            TimeProvider = services.GetRequiredService<TimeProvider>(),
            LoggerFactory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            Protocol = options.Protocol,
            OpenHttpa = options.OpenHttpa,
            CipherSuites = options.CipherSuites,
            RequirePostQuantum = options.RequirePostQuantum,
            FetchEndorsements = options.FetchEndorsements,
            MaxSessionLifetime = options.MaxSessionLifetime,
            MaxClockSkew = options.MaxClockSkew,
            HandshakeTimeout = options.HandshakeTimeout,
            HandshakeBreak = options.HandshakeBreak,
            Pipelines = services.GetService<ResiliencePipelineProvider<string>>(),
            SkipPreflight = options.SkipPreflight,
            OuterFields = [.. options.OuterFields],
            PadTo = options.PadTo,
            ReplayBufferLimit = options.ReplayBufferLimit,
            AllowResendOfUnsafeRequests = options.AllowResendOfUnsafeRequests,
            MaxRedirects = options.MaxRedirects,
            RenewInBackground = options.RenewInBackground,
            Audit = services.GetService<ISessionAudit>(),
        };
        var rules = new OriginRules(read, store.Ledger);
        return new ClientGeneration(read, rules, new RequestPipeline(rules, store), [.. options.WarmUp.Select(origin => ReadWarmUp(origin, rules, source))]);
    }

    private OriginPolicy Read(HttpaOriginOptions origin, string source)
    {
        var policy = Resolve(source, "", origin.Policy, origin.PolicyName)
            ?? throw Wrong($"{source}:{nameof(origin.Policy)} is absent. State a policy or the name of one.");
        return new(origin.Origin, policy) { Protocol = origin.Protocol, ShadowPolicy = Resolve(source, Shadow, origin.ShadowPolicy, origin.ShadowPolicyName) };
    }

    private static Uri ReadWarmUp(string text, OriginRules rules, string source)
    {
        if (!OriginPattern.TryParse(text, out var pattern) || pattern.IsWildcard)
            throw new HttpaConfigurationException(ProtocolReason.OptionInvalid, $"{source}:{nameof(HttpaClientOptions.WarmUp)}: '{text}' is no https origin such as https://api.example.");
        rules.Of(pattern.Origin);
        return new Uri(pattern.Origin);
    }

    private AttestationPolicy? Resolve(string source, string kind, AttestationPolicy? policy, string? name)
    {
        if (policy is not null && name is not null) throw Wrong($"{source}:{kind}{nameof(HttpaClientOptions.PolicyName)} stands beside a policy. State one of them.");
        if (name is null) return policy;
        var named = policies.Get(name);
        return named.Policy ?? throw Wrong(named.Fault
            ?? $"{source}:{kind}{nameof(HttpaClientOptions.PolicyName)} is '{name}', and no policy of that name was registered with AddHttpaPolicy.");
    }

    private static HttpaConfigurationException Wrong(string message) => new(ProtocolReason.PolicyInvalid, message);
}
