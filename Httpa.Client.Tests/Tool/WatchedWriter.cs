namespace Httpa.Client.Tests.Tool;

/// <summary>What a command writes that runs until it is told to end.</summary>
/// <param name="words">The words to wait for.</param>
internal sealed class WatchedWriter(string words) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the words were written.</summary>
    public Task Seen => _seen.Task;

    public override void Write(string? value)
    {
        base.Write(value);
        if (ToString().Contains(words, StringComparison.Ordinal)) _seen.TrySetResult();
    }
}
