using System.Text.Json.Serialization;

namespace Httpa.Tool.Smoke;

/// <summary>What <c>httpa smoke</c> found, as it stands in its JSON.</summary>
internal sealed record SmokeReport
{
    public required string Url { get; init; }

    public required string PolicyName { get; init; }

    /// <summary>True when no check failed.</summary>
    public bool Passed => Checks.All(c => c.Status != SmokeStatus.Failed);

    public required IReadOnlyList<SmokeCheck> Checks { get; init; }

    /// <summary>The type of the service's evidence; null when there was none.</summary>
    public required string? EvidenceType { get; init; }

    /// <summary>When the verdict ends; null when the evidence was not accepted.</summary>
    public required DateTimeOffset? Expires { get; init; }

    /// <summary>Reason codes of what failed, each once.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    public required int ExitCode { get; init; }
}

/// <summary>One check.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">How it went.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record SmokeCheck(string Name, SmokeStatus Status, string Detail, double Milliseconds);

/// <summary>How a check went.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SmokeStatus>))]
internal enum SmokeStatus
{
    /// <summary>As it should.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Not as it should.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>An earlier check failed.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SmokeReport))]
internal sealed partial class SmokeReportJson : JsonSerializerContext;
