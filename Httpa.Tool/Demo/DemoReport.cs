using System.Text.Json.Serialization;
using Httpa.Tool.Wire;

namespace Httpa.Tool.Demo;

/// <summary>What the demo did and saw, as it stands in its JSON.</summary>
internal sealed record DemoReport
{
    /// <summary>True when every step and every attack went as promised.</summary>
    public bool Passed => Steps.All(s => s.Passed) && Attacks.All(a => a.Passed);

    /// <summary>One attested exchange, in order.</summary>
    public required IReadOnlyList<DemoStep> Steps { get; init; }

    /// <summary>The same request as the proxy saw it and as the enclave saw it; null when it did not get that far.</summary>
    public required DemoWire? Wire { get; init; }

    /// <summary>What must be refused.</summary>
    public required IReadOnlyList<DemoAttack> Attacks { get; init; }
}

/// <summary>A step of the exchange.</summary>
/// <param name="Name">The step.</param>
/// <param name="Proves">What is checked in it.</param>
/// <param name="Result">What was found, or why it failed.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Passed">Whether it went as promised.</param>
internal sealed record DemoStep(string Name, string Proves, string Result, double Milliseconds, bool Passed);

/// <summary>An attack.</summary>
/// <param name="Name">What the attacker does.</param>
/// <param name="Promised">The reason code that it must be refused with, or what kind of reason.</param>
/// <param name="RefusedWith">The reason code that it was refused with; null when it was not refused.</param>
/// <param name="RefusedBy">Who refused: <c>client</c> or <c>service</c>.</param>
/// <param name="Detail">What the refusal said.</param>
/// <param name="Milliseconds">How long it took, handshake included.</param>
/// <param name="Passed">Whether it was refused as promised and reached nobody.</param>
internal sealed record DemoAttack(string Name, string Promised, string? RefusedWith, string? RefusedBy, string Detail, double Milliseconds, bool Passed);

/// <summary>Both sides of one sealed request.</summary>
/// <param name="ProxySaw">The request on the wire: first line, fields, and the start of the body in hexadecimal.</param>
/// <param name="EnclaveSaw">The request that the service's code got.</param>
/// <param name="ProxySawOfTheAnswer">The answer on the wire.</param>
/// <param name="ClientRead">The answer that the client got.</param>
internal sealed record DemoWire(IReadOnlyList<string> ProxySaw, IReadOnlyList<string> EnclaveSaw, IReadOnlyList<string> ProxySawOfTheAnswer, IReadOnlyList<string> ClientRead)
{
    /// <summary>Both sides of an exchange.</summary>
    public static DemoWire Of(WireExchange exchange, IReadOnlyList<string> enclaveSaw, string answer) => new(
        [$"{exchange.Method} {exchange.Uri.PathAndQuery}", .. exchange.Fields.Select(Line), "", .. HexDump.Lines(exchange.Body)], enclaveSaw,
        [$"{(int)exchange.Status}", .. exchange.AnswerFields.Select(Line), "", .. HexDump.Lines(exchange.AnswerBody)], [answer]);

    private static string Line(KeyValuePair<string, string> field) => $"{field.Key}: {(field.Value.Length > 60 ? field.Value[..57] + "..." : field.Value)}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoReportJson : JsonSerializerContext;
