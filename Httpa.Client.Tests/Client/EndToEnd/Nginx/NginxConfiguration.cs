using System.Globalization;
using System.Text.RegularExpressions;
using Httpa.Client.Tests.Architecture;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>
/// A configuration that docs/deployment.md shows, with addresses and files of a test in the place of the page's. Around it stands what lets nginx run without rights in a
/// folder of its own and log all that it sees, and no limit, buffer or header of any kind: those are the defaults.
/// </summary>
internal static class NginxConfiguration
{
    /// <summary>The names of nginx's own files in the folder.</summary>
    public const string AccessLog = "access.log", DebugLog = "debug.log", Certificate = "certificate.pem", Key = "key.pem";

    private const string Frame = """
        daemon off;
        user root;
        pid nginx.pid;
        error_log stderr notice;
        events {}
        http {
            log_format everything escape=none '$status $request $request_body';
            access_log access.log everything;
            error_log debug.log debug;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
        {0}
        }
        """;

    /// <summary>Reads the block that follows <c>&lt;!-- nginx: Name --&gt;</c>.</summary>
    /// <param name="name">The block's name.</param>
    /// <param name="folder">Where nginx runs.</param>
    /// <param name="port">The loopback port that it listens on.</param>
    /// <param name="services">The page's services by their addresses there, and the ports that they really have.</param>
    public static string OfPage(string name, string folder, int port, IReadOnlyDictionary<string, int> services)
    {
        var page = SourceTree.Read("docs/deployment.md");
        var text = Regex.Match(page, $@"<!-- nginx: {name} -->\n```nginx\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value;
        text = Replace(text, "listen 443 ", $"listen 127.0.0.1:{Text(port)} ");
        text = Replace(text, "/etc/nginx/tls/api.pem", Path.Combine(folder, Certificate));
        text = Replace(text, "/etc/nginx/tls/api.key", Path.Combine(folder, Key));
        foreach (var (address, really) in services) text = Replace(text, address, $"127.0.0.1:{Text(really)}");
        return Frame.Replace("{0}", text, StringComparison.Ordinal);
    }

    private static string Replace(string text, string old, string with) => text.Contains(old, StringComparison.Ordinal)
        ? text.Replace(old, with, StringComparison.Ordinal)
        : throw new InvalidOperationException($"docs/deployment.md does not show '{old}' where the test looks for it.");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
