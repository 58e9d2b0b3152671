using Microsoft.Extensions.Logging;

namespace Httpa.Tool.Wire;

/// <summary>Collects the public values that a client of OpenHTTPA derives, out of its log: transcript, report data, header lists, counters (docs/openhttpa.md).</summary>
internal sealed class DerivedValues : ILoggerFactory, ILogger
{
    private const int FirstEvent = 30;
    private const int LastEvent = 39;

    private readonly List<string> _lines = [];

    /// <summary>One line a message, in order.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is < FirstEvent or > LastEvent) return;
        lock (_lines) _lines.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
