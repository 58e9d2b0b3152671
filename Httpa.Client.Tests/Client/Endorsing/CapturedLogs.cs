using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>Keeps the names and texts of all that is logged.</summary>
internal sealed class CapturedLogs : ILoggerFactory, ILogger
{
    private readonly ConcurrentDictionary<string, Action> _awaited = new();

    public ConcurrentQueue<string?> Events { get; } = new();

    public ConcurrentQueue<string> Texts { get; } = new();

    /// <summary>Done when an event of a name has been logged so many times more.</summary>
    public Task Next(string name, int times = 1)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[name] = () =>
        {
            if (Interlocked.Decrement(ref times) == 0) seen.SetResult();
        };
        return seen.Task;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Events.Enqueue(eventId.Name);
        Texts.Enqueue(formatter(state, exception));
        if (eventId.Name is { } name && _awaited.TryGetValue(name, out var seen)) seen();
    }

    public void Dispose()
    {
    }
}
