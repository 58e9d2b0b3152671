using System.CommandLine;
using Httpa.Client;
using Httpa.TestServer.OpenHttpa;
using Httpa.Verifiers;

namespace Httpa.Tool.Services;

/// <summary>The options of every command that can speak OpenHTTPA too.</summary>
internal sealed class ProtocolOptions
{
    private const string Httpa1 = "httpa/1";
    private const string OpenHttpa = "openhttpa";

    /// <summary>Which protocol is spoken.</summary>
    public Option<string> Protocol { get; } = new("--protocol") { Description = $"{Httpa1} (default) or {OpenHttpa} (docs/openhttpa.md).", HelpName = "NAME", DefaultValueFactory = _ => Httpa1 };

    /// <summary>Where an OpenHTTPA service is attested.</summary>
    public Option<string> AttestPath { get; } = new("--attest-path") { Description = "The path of preflight and ATTEST, with openhttpa. Default: /attest.", HelpName = "PATH", DefaultValueFactory = _ => "/attest" };

    /// <summary>The identity key of an OpenHTTPA service.</summary>
    public Option<string?> Identity { get; } = new("--identity") { Description = "The ML-DSA-65 public key that must have signed, in hexadecimal, with openhttpa.", HelpName = "FILE" };

    /// <summary>Takes the reference's mock quotes.</summary>
    public Option<bool> DangerousAcceptMockEvidence { get; } = new("--dangerous-accept-mock-evidence")
    {
        Description = "Accept the mock quotes of the OpenHTTPA reference, which anybody can make, in place of a policy.",
    };

    /// <summary>Gives a command all of these options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Protocol, AttestPath, Identity, DangerousAcceptMockEvidence }) command.Add(option);
    }

    /// <summary>The protocol that was chosen.</summary>
    public HttpaProtocol Read(ParseResult parsed) => Read(parsed.GetRequiredValue(Protocol));

    /// <summary>The protocol of a name.</summary>
    public static HttpaProtocol Read(string name) => name switch
    {
        Httpa1 => HttpaProtocol.Httpa1,
        OpenHttpa => HttpaProtocol.OpenHttpa,
        var other => throw new BadInputException($"'{other}' is no protocol; known are {Httpa1} and {OpenHttpa}."),
    };

    /// <summary>True when mock quotes stand in for evidence.</summary>
    public bool AcceptsMockEvidence(ParseResult parsed)
    {
        if (!parsed.GetValue(DangerousAcceptMockEvidence)) return false;
        return Read(parsed) == HttpaProtocol.OpenHttpa ? true : throw new BadInputException("--dangerous-accept-mock-evidence is for --protocol openhttpa alone.");
    }

    /// <summary>How OpenHTTPA is spoken.</summary>
    public OpenHttpaOptions ReadOpenHttpa(ParseResult parsed)
    {
        var options = new OpenHttpaOptions { AttestPath = parsed.GetRequiredValue(AttestPath), ServerIdentityKey = ReadIdentity(parsed.GetValue(Identity)) };
        return AcceptsMockEvidence(parsed) ? MockEvidence.DangerousAcceptMockEvidence(options) : options;
    }

    private static ReadOnlyMemory<byte> ReadIdentity(string? path)
    {
        if (path is null) return default;
        try
        {
            return Convert.FromHexString(System.Text.Encoding.ASCII.GetString(InputFile.Read(path)).Trim());
        }
        catch (FormatException)
        {
            throw new BadInputException($"'{path}' holds no hexadecimal text.");
        }
    }
}
