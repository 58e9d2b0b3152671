using System.Globalization;
using System.Text;
using Httpa.Client.Origins;
using Httpa.Verifiers;

namespace Httpa.Client.DependencyInjection;

/// <summary>All that a client's options say, as text. Settings announce a change whenever any of them changed; a generation is new only when this is.</summary>
internal static class ClientFingerprint
{
    public static string Of(ClientGeneration generation)
    {
        var options = generation.Options;
        var text = new StringBuilder().AppendLine("warm").AppendJoin('\n', generation.WarmUp).AppendLine();
        Append(text, options.Policy);
        Append(text, options.ShadowPolicy);
        foreach (var origin in options.Origins) Append(text, origin);
        text.AppendLine("passing").AppendJoin('\n', options.DangerousPassThroughOrigins)
            .AppendLine("suites").AppendJoin('\n', options.CipherSuites)
            .AppendLine("outer").AppendJoin('\n', options.OuterFields);
        return text.AppendLine(CultureInfo.InvariantCulture, $"""
            {options.RequirePostQuantum} {options.FetchEndorsements} {options.MaxSessionLifetime} {options.MaxClockSkew} {options.HandshakeTimeout} {options.HandshakeBreak} {options.SkipPreflight}
            {options.Protocol} {options.OpenHttpa.AttestPath} {Convert.ToHexString(options.OpenHttpa.ServerIdentityKey.Span)} {options.OpenHttpa.MaxSessions} {options.OpenHttpa.MaxAnswerLength}
            {options.PadTo} {options.ReplayBufferLimit} {options.AllowResendOfUnsafeRequests} {options.RenewInBackground} {options.MaxRedirects}
            """).ToString();
    }

    private static void Append(StringBuilder text, OriginPolicy origin) => Append(text.AppendLine(CultureInfo.InvariantCulture, $"{origin.Origin} {origin.Protocol} {Json(origin.ShadowPolicy)}"), origin.Policy);

    private static void Append(StringBuilder text, AttestationPolicy? policy) =>
        text.AppendLine(Json(policy));

    private static string Json(AttestationPolicy? policy) => policy is null ? "none" : Encoding.UTF8.GetString(policy.ToJson());
}
