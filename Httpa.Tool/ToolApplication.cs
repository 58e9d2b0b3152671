using System.CommandLine;
using System.CommandLine.Invocation;
using Httpa.Tool.Demo;
using Httpa.Tool.Endorsing;
using Httpa.Tool.Inspecting;
using Httpa.Tool.Pinning;
using Httpa.Tool.Policies;
using Httpa.Tool.Requests;
using Httpa.Tool.Serving;
using Httpa.Tool.Smoke;
using Httpa.Tool.Verifying;

namespace Httpa.Tool;

/// <summary><c>httpa</c>: finds the command and turns failures into exit codes.</summary>
internal static class ToolApplication
{
    private const string Explanation = """
        Start here:
          httpa demo                          one attested exchange end to end, and attacks that are refused
          httpa serve                         a test server with a simulated TEE, and a policy that trusts it
          httpa smoke https://localhost:8443/ --policy httpa-policy.json --certificate httpa-certificate.pem
                                              whether a service is attested and answers
          httpa inspect quote.bin             what a quote says (nothing is verified)
          httpa endorsements fetch quote.bin --out collateral/
                                              what the vendor signed about its platform
          httpa verify quote.bin --type sgx --endorsements collateral/
                                              whether it is genuine, and the state of its platform
          httpa verify quote.bin --type sgx --endorsements collateral/ --policy policy.json --binding HEX
                                              whether a policy accepts it
          httpa pin https://api.example.com/ --out policy.json
                                              a policy for review from what a genuine service measured
          httpa policy explain policy.json    what a policy accepts, in words; 'policy lint' for CI
        """;

    /// <summary>Runs a command.</summary>
    /// <param name="args">The command line without the tool's name; empty shows the help.</param>
    /// <param name="terminal">Takes everything that is written.</param>
    /// <param name="cancellationToken">Ends <c>serve</c> and <c>demo</c>, as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Shows and checks what HTTPA (HTTPS Attestable) relies on.")
        {
            DemoCommand.Create(terminal), SmokeCommand.Create(terminal), RequestCommand.CreateGet(terminal), RequestCommand.CreatePost(terminal),
            VerifyCommand.Create(terminal), InspectCommand.Create(terminal), EndorsementsCommand.Create(terminal), PinCommand.Create(terminal), PolicyCommand.Create(terminal),
            ServeCommand.Create(terminal),
        };
        ExplainingHelp.AddTo(root, Explanation);

        // '@file' is the body of a post, as with curl, and no file of options.
        var command = root.Parse(args.Count == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (command.Action is ParseErrorAction)
        {
            foreach (var error in command.Errors) await terminal.Error.WriteLineAsync(Terminal.Plain(error.Message));
            await terminal.Error.WriteLineAsync("Try: httpa --help, or httpa COMMAND --help");
            return ExitCode.BadInput;
        }

        try
        {
            var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
            return await command.InvokeAsync(invocation, cancellationToken);
        }
        catch (BadInputException e)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            return ExitCode.BadInput;
        }
        catch (UnavailableException e)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            return ExitCode.Unavailable;
        }
        catch (UnsupportedEvidenceException e)
        {
            await terminal.Error.WriteLineAsync(Terminal.Plain(e.Message));
            return ExitCode.Unsupported;
        }
        catch (Exception e)
        {
            // The last resort of a program: whatever it was, the caller gets the exit code that says so.
            await terminal.Error.WriteLineAsync($"httpa failed: {Terminal.Plain(e.ToString())}");
            return ExitCode.Internal;
        }
    }
}
