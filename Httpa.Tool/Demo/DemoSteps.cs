using Httpa.Tool.Wire;

namespace Httpa.Tool.Demo;

/// <summary>The steps of an exchange as they are taken: what was done, or what was seen on the wire afterwards.</summary>
internal sealed class DemoSteps
{
    private readonly List<DemoStep> _steps = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<DemoStep> All => _steps;

    /// <summary>Notes a step that failed before it could be timed.</summary>
    public void Fail(string name, string proves, string why) => _steps.Add(new DemoStep(name, proves, why, 0, Passed: false));

    /// <summary>A step that was a message on the wire, and reads its result off that.</summary>
    public bool Observe(WireTap tap, string name, string proves, Func<WireExchange, bool> which, Func<WireExchange, string> read)
    {
        var exchanges = tap.Exchanges;
        var index = exchanges.ToList().FindIndex(e => which(e));
        try
        {
            DemoFailure.Unless(index >= 0, "no such message was sent");

            // Until the next message went out: that is the answer's way and all that the client did with it.
            var end = index + 1 < exchanges.Count ? exchanges[index + 1].Started : TimeProvider.System.GetTimestamp();
            var time = TimeProvider.System.GetElapsedTime(exchanges[index].Started, end);
            _steps.Add(new DemoStep(name, proves, read(exchanges[index]), Math.Round(time.TotalMilliseconds, 1), Passed: true));
            return true;
        }
        catch (DemoFailure e)
        {
            Fail(name, proves, e.Message);
            return false;
        }
    }

    /// <summary>A step that is taken here.</summary>
    public async Task<bool> TakeAsync(string name, string proves, Func<Task<string>> act)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (result, passed) = ("", true);
        try
        {
            result = await act();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (result, passed) = (e.Message, false);
        }

        _steps.Add(new DemoStep(name, proves, result, Math.Round(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 1), passed));
        return passed;
    }
}
