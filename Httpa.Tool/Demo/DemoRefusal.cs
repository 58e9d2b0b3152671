using Httpa.Client;
using Httpa.Tool.Wire;
using Httpa.Verifiers;

namespace Httpa.Tool.Demo;

/// <summary>How an attack was refused: every reason code given, by whom, and in which words.</summary>
internal sealed record DemoRefusal(IReadOnlyList<string> Codes, string? By, string Detail)
{
    /// <summary>Promises a rule of the policy, whichever the type of evidence has.</summary>
    public const string ByPolicy = "a rule of the policy";

    /// <summary>Promises that the evidence is found not to be genuine, by whichever code its type has.</summary>
    public const string NotGenuine = "not genuine";

    /// <summary>What the verifier's findings were about; empty when it was not the verifier who refused.</summary>
    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    /// <summary>Makes an attack and holds how it was refused against what was promised.</summary>
    public static async Task<DemoAttack> AttemptAsync(string name, string promised, Func<Task<DemoRefusal>> attack)
    {
        var started = TimeProvider.System.GetTimestamp();
        DemoRefusal refusal;
        try
        {
            refusal = await attack();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            refusal = new DemoRefusal([], null, e.Message);
        }

        var time = Math.Round(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 1);
        var shown = refusal.Codes.Contains(promised) ? promised : refusal.Codes is [var code, ..] ? code : null;
        return new DemoAttack(name, promised, shown, refusal.By, refusal.Detail, time, refusal.Keeps(promised));
    }

    /// <summary>Sends a request that must be refused.</summary>
    public static async Task<DemoRefusal> OfAsync(HttpClient client, HttpRequestMessage request, WireTap tap, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            throw new DemoFailure($"it was answered: {(int)response.StatusCode}");
        }
        catch (AttestationException e)
        {
            return new DemoRefusal([.. e.Result.Findings.Select(f => f.Reason.Code())], "client", e.Result.Findings[0].ToString()) { Kinds = [.. e.Result.Findings.Select(f => f.Kind)] };
        }
        catch (HttpaProtocolException e)
        {
            return new DemoRefusal([e.Reason.Code()], tap.Exchanges[^1].Status == System.Net.HttpStatusCode.OK ? "client" : "service", e.Message);
        }
    }

    /// <summary>A plain answer that refuses.</summary>
    public static DemoRefusal Of(HttpResponseMessage answer, string detail)
    {
        DemoFailure.Unless(!answer.IsSuccessStatusCode, $"it was answered: {(int)answer.StatusCode}");
        return new DemoRefusal(answer.Headers.TryGetValues("Attest-Error", out var codes) ? [.. codes] : [], "service", $"{(int)answer.StatusCode}; {detail}");
    }

    /// <summary>True when an attack was refused for the reason promised: a code, or a kind of finding where each type of evidence has a code of its own.</summary>
    private bool Keeps(string promised) => promised switch
    {
        ByPolicy => Kinds.Count > 0 && Kinds.All(kind => kind == FindingKind.Refused),
        NotGenuine => Kinds.Contains(FindingKind.NotGenuine),
        _ => Codes.Contains(promised),
    };
}
