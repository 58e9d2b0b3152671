using Microsoft.Extensions.Configuration;

namespace Httpa.Client.DependencyInjection;

/// <summary>A client's options out of a section of settings. The keys are the names of <see cref="HttpaClientOptions"/>; a policy is written out, or named by file or name.</summary>
internal static class ClientSection
{
    public static void Read(IConfigurationSection section, HttpaClientOptions options)
    {
        options.Source = section.Path;
        if (!section.Exists()) options.Faults.Add($"{section.Path} is not there.");
        var settings = new SettingsReader(section, options.Faults);
        settings.Policy(nameof(options.Policy), value => options.Policy = value);
        settings.Text(nameof(options.PolicyName), value => options.PolicyName = value);
        settings.Policy(nameof(options.ShadowPolicy), value => options.ShadowPolicy = value);
        settings.Text(nameof(options.ShadowPolicyName), value => options.ShadowPolicyName = value);
        settings.Texts(nameof(options.WarmUp), options.WarmUp);
        settings.Boolean(nameof(options.RenewInBackground), value => options.RenewInBackground = value);
        settings.Sections(nameof(options.Origins), item => options.Origins.Add(ReadOrigin(item)));
        settings.Texts(nameof(options.DangerousPassThroughOrigins), options.DangerousPassThroughOrigins);
        settings.Protocol(nameof(options.Protocol), value => options.Protocol = value);
        settings.Section(nameof(options.OpenHttpa), item => options.OpenHttpa = ReadOpenHttpa(item, options.OpenHttpa));
        ReadHandshake(settings, options);
        ReadMessages(settings, options);
        settings.End();
    }

    private static HttpaOriginOptions ReadOrigin(SettingsReader settings)
    {
        var origin = new HttpaOriginOptions();
        settings.Text(nameof(origin.Origin), value => origin.Origin = value);
        settings.Policy(nameof(origin.Policy), value => origin.Policy = value);
        settings.Text(nameof(origin.PolicyName), value => origin.PolicyName = value);
        settings.Policy(nameof(origin.ShadowPolicy), value => origin.ShadowPolicy = value);
        settings.Text(nameof(origin.ShadowPolicyName), value => origin.ShadowPolicyName = value);
        settings.Protocol(nameof(origin.Protocol), value => origin.Protocol = value);
        return origin;
    }

    private static OpenHttpaOptions ReadOpenHttpa(SettingsReader settings, OpenHttpaOptions options)
    {
        settings.Text(nameof(options.AttestPath), value => options = options with { AttestPath = value });
        settings.Bytes(nameof(options.ServerIdentityKey), value => options = options with { ServerIdentityKey = value });
        settings.Number(nameof(options.MaxSessions), value => options = options with { MaxSessions = value });
        settings.Number(nameof(options.MaxAnswerLength), value => options = options with { MaxAnswerLength = value });
        return options;
    }

    private static void ReadHandshake(SettingsReader settings, HttpaClientOptions options)
    {
        settings.Suites(nameof(options.CipherSuites), value => options.CipherSuites = value);
        settings.Boolean(nameof(options.RequirePostQuantum), value => options.RequirePostQuantum = value);
        settings.Boolean(nameof(options.FetchEndorsements), value => options.FetchEndorsements = value);
        settings.Duration(nameof(options.MaxSessionLifetime), value => options.MaxSessionLifetime = value);
        settings.Duration(nameof(options.MaxClockSkew), value => options.MaxClockSkew = value);
        settings.Duration(nameof(options.HandshakeTimeout), value => options.HandshakeTimeout = value);
        settings.Duration(nameof(options.HandshakeBreak), value => options.HandshakeBreak = value);
        settings.Boolean(nameof(options.SkipPreflight), value => options.SkipPreflight = value);
    }

    private static void ReadMessages(SettingsReader settings, HttpaClientOptions options)
    {
        settings.Texts(nameof(options.OuterFields), options.OuterFields);
        settings.Number(nameof(options.PadTo), value => options.PadTo = value);
        settings.Number(nameof(options.ReplayBufferLimit), value => options.ReplayBufferLimit = value);
        settings.Boolean(nameof(options.AllowResendOfUnsafeRequests), value => options.AllowResendOfUnsafeRequests = value);
        settings.Number(nameof(options.MaxRedirects), value => options.MaxRedirects = value);
    }
}
