using System.Globalization;
using System.Text;
using Httpa.Client.Origins;
using Httpa.Verifiers;

namespace Httpa.Client.DependencyInjection;

/// <summary>All that a client's options say, as text. Settings announce a change whenever any of them changed; a generation is new only when this is.</summary>
internal static class ClientFingerprint
{
    public static string Of(HttpaOptions options)
    {
        var text = new StringBuilder();
        Append(text, options.Policy);
        foreach (var origin in options.Origins) Append(text, origin);
        text.AppendLine("passing").AppendJoin('\n', options.DangerousPassThroughOrigins)
            .AppendLine("suites").AppendJoin('\n', options.CipherSuites)
            .AppendLine("outer").AppendJoin('\n', options.OuterFields);
        return text.AppendLine(CultureInfo.InvariantCulture, $"""
            {options.RequirePostQuantum} {options.FetchEndorsements} {options.MaxSessionLifetime} {options.MaxClockSkew} {options.HandshakeTimeout} {options.HandshakeBreak} {options.SkipPreflight}
            {options.Protocol} {options.OpenHttpa.AttestPath} {Convert.ToHexString(options.OpenHttpa.ServerIdentityKey.Span)} {options.OpenHttpa.MaxSessions} {options.OpenHttpa.MaxAnswerLength}
            {options.PadTo} {options.ReplayBufferLimit} {options.AllowResendOfUnsafeRequests} {options.MaxRedirects}
            """).ToString();
    }

    private static void Append(StringBuilder text, OriginPolicy origin) => Append(text.AppendLine(CultureInfo.InvariantCulture, $"{origin.Origin} {origin.Protocol}"), origin.Policy);

    private static void Append(StringBuilder text, AttestationPolicy? policy) =>
        text.AppendLine(policy is null ? "none" : Encoding.UTF8.GetString(policy.ToJson()));
}
