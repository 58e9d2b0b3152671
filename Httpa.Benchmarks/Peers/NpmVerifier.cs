using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Benchmarks.Verification;

namespace Httpa.Benchmarks.Peers;

/// <summary>A public npm package that verifies quotes, in a process of its own (Npm/dcap-qvl.mjs).</summary>
internal sealed class NpmVerifier : IDisposable
{
    private readonly Process _process;

    private NpmVerifier(Process process) => _process = process;

    /// <summary>Where the script lies, beside this program; its packages are installed there.</summary>
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Peers", "Npm");

    /// <summary>Starts node with a package and lets it verify the case once.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="sgx">The case.</param>
    /// <exception cref="NotMeasuredException">There is no node or npm, or they cannot install or run the package.</exception>
    public static NpmVerifier Start(string package, SgxCase sgx)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules"))) Install();
        var peer = new NpmVerifier(Launch("node", "dcap-qvl.mjs"));
        peer.Ask(new JsonObject
        {
            ["package"] = package,
            ["quote"] = Convert.ToBase64String(sgx.Evidence.Evidence.Value.Span),
            ["collateral"] = Collateral(sgx),
            ["time"] = sgx.Time.ToUnixTimeSeconds(),
        }.ToJsonString());
        return peer;
    }

    /// <summary>Verifies the case a number of times.</summary>
    /// <returns>Processor time of the whole process, in microseconds a verification.</returns>
    public double Run(int calls) => double.Parse(Ask(calls.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture) / calls;

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private static void Install()
    {
        using var npm = Launch("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode != 0) throw new NotMeasuredException("npm ci failed; its error output says why.");
    }

    private static Process Launch(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (Win32Exception)
        {
            throw new NotMeasuredException($"'{program}' is not installed: goal 5 needs node and npm.");
        }
    }

    /// <summary>The same documents in the packages' form: signed texts and signatures apart.</summary>
    private static JsonObject Collateral(SgxCase sgx)
    {
        var (tcbInfo, tcbSignature) = Split("tcb_info", "tcbInfo");
        var (identity, identitySignature) = Split("qe_identity", "enclaveIdentity");
        return new JsonObject
        {
            ["tcb_info"] = tcbInfo,
            ["tcb_info_signature"] = tcbSignature,
            ["tcb_info_issuer_chain"] = Text("tcb_signing_chain"),
            ["qe_identity"] = identity,
            ["qe_identity_signature"] = identitySignature,
            ["qe_identity_issuer_chain"] = Text("tcb_signing_chain"),
            ["pck_crl"] = Hex("pck_crl"),
            ["pck_crl_issuer_chain"] = Text("pck_crl_issuer_chain"),
            ["root_ca_crl"] = Hex("root_ca_crl"),
        };

        (string Signed, string Signature) Split(string document, string member)
        {
            using var json = System.Text.Json.JsonDocument.Parse(Document(document));
            return (json.RootElement.GetProperty(member).GetRawText(), json.RootElement.GetProperty("signature").GetString()!);
        }

        string Text(string document) => System.Text.Encoding.ASCII.GetString(Document(document).Span);

        string Hex(string document) => Convert.ToHexStringLower(Document(document).Span);

        ReadOnlyMemory<byte> Document(string document) =>
            sgx.Evidence.Endorsements.TryGet(document, out var content) ? content : throw new InvalidOperationException($"The case has no '{document}'.");
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new NotMeasuredException("The peer ended early; its error output says why.");
    }
}
