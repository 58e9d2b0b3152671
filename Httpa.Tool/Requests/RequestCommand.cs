using System.CommandLine;
using System.Net.Http.Headers;
using Httpa.Client;
using Httpa.Tool.Services;
using Httpa.Verifiers;

namespace Httpa.Tool.Requests;

/// <summary><c>httpa get</c> and <c>httpa post</c>: one attested request from the command line.</summary>
internal static class RequestCommand
{
    private const string Explanation = """
        The request goes out only when the service's evidence meets the policy; else nothing of it does, and the exit code is 10. The answer's body goes to the standard output as it comes,
        what was learned of the service to the standard error with --verbose. An answer with a status of 400 or more ends with exit code 22.

        Example, beside 'httpa serve --port 8443':
          httpa post https://localhost:8443/echo --policy httpa-policy.json --certificate httpa-certificate.pem --data 'a question'
        """;

    public static Command CreateGet(Terminal terminal) => Create("get", "Gets from an attested service.", HttpMethod.Get, terminal);

    public static Command CreatePost(Terminal terminal) => Create("post", "Posts to an attested service.", HttpMethod.Post, terminal);

    private static ExplainedCommand Create(string name, string description, HttpMethod method, Terminal terminal)
    {
        var service = new ServiceOptions();
        var fields = new Option<string[]>("--header", "-H") { Description = "A field of the request, such as 'Accept: text/plain'. It is sealed. May stand several times.", HelpName = "FIELD" };
        var output = new Option<string?>("--output", "-o") { Description = "Write the body to a file.", HelpName = "FILE" };
        var include = new Option<bool>("--include", "-i") { Description = "Write status and fields before the body." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Say on the standard error who answered." };
        var command = new ExplainedCommand(name, description, Explanation) { service.Url, service.Policy, service.Certificate, service.Endorsements };
        service.Protocol.AddTo(command);
        foreach (var option in new Option[] { fields, output, include, verbose }) command.Add(option);
        var data = new Option<string?>("--data", "-d") { Description = "The body: text, or @FILE for a file's bytes, or @- for the standard input.", HelpName = "TEXT" };
        var type = new Option<string?>("--content-type") { Description = "The body's media type. Default: application/octet-stream, for text text/plain.", HelpName = "TYPE" };
        if (method == HttpMethod.Post)
        {
            command.Add(data);
            command.Add(type);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(method, service.ReadUrl(parsed));
            if (method == HttpMethod.Post) request.Content = ReadBody(parsed.GetValue(data) ?? "", parsed.GetValue(type));
            foreach (var field in parsed.GetValue(fields) ?? []) AddField(request, field);
            using var client = ServiceOptions.CreateClient(service.Read(parsed), service.CreateTransport(parsed));
            var view = new ResponseView(terminal, parsed.GetValue(output), parsed.GetValue(include), parsed.GetValue(verbose));
            return await SendAsync(client, request, view, terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> SendAsync(HttpClient client, HttpRequestMessage request, ResponseView view, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await view.WriteAsync(response, cancellationToken);
            return (int)response.StatusCode < 400 ? ExitCode.Accepted : ExitCode.HttpError;
        }
        catch (AttestationException e)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            await terminal.Error.WriteLineAsync($"Reasons: {string.Join(", ", e.Result.Findings.Select(f => f.Reason.Code()).Distinct())}");
            return ExitCode.Rejected;
        }
        catch (HttpaProtocolException e)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            return ExitCode.Rejected;
        }
        catch (HttpaConfigurationException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (HttpRequestException e)
        {
            throw new UnavailableException(e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message);
        }
    }

    private static HttpContent ReadBody(string data, string? type)
    {
        HttpContent content = data switch
        {
            "@-" => new StreamContent(Console.OpenStandardInput()),
            ['@', .. var file] => new StreamContent(InputFile.Open(file)),
            _ => new StringContent(data),
        };
        if (type is null && data.StartsWith('@')) type = "application/octet-stream";
        if (type is null) return content;
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed)) throw new BadInputException($"'{type}' is no media type.");
        content.Headers.ContentType = parsed;
        return content;
    }

    private static void AddField(HttpRequestMessage request, string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1) throw new BadInputException($"'{field}' is no field. Write it like 'Accept: text/plain'.");
        var (name, value) = (field[..colon].Trim(), field[(colon + 1)..].Trim());
        if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content?.Headers.TryAddWithoutValidation(name, value) != true)
            throw new BadInputException($"The field '{name}' does not belong to this request.");
    }
}
