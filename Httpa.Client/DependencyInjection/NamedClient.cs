using Httpa.Client.Diagnostics;
using Httpa.Client.Sessions;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.DependencyInjection;

/// <summary>A client of the factory through the life of the program: handlers come and go, and find the current generation here.</summary>
internal sealed class NamedClient
{
    private readonly string _name;
    private readonly ClientOptionsReader _reader;
    private readonly SessionStore _store;
    private readonly Lock _gate = new();
    private volatile ClientGeneration _current;
    private int _number = 1;

    public NamedClient(string name, HttpaClientOptions options, ClientOptionsReader reader, SessionStore store)
    {
        (_name, _reader, _store) = (name, reader, store);
        _current = reader.Read(name, options);
        _current.Rules.LogDangers();
    }

    /// <summary>What new requests come under.</summary>
    public ClientGeneration Current => _current;

    /// <summary>Takes options that may have changed. A change is a new generation; options that are not usable are logged, and the last good ones stay.</summary>
    public void Take(HttpaClientOptions options)
    {
        lock (_gate)
        {
            try
            {
                var next = _reader.Read(_name, options);
                if (ClientFingerprint.Of(next) == ClientFingerprint.Of(_current)) return;
                var last = _current;
                _current = next;
                _store.Retire(last.Options);
                Log.OptionsChanged(Logger, _name, ++_number);
                next.Rules.LogDangers();
            }
            catch (HttpaConfigurationException refused)
            {
                Log.OptionsRefused(Logger, _name, _number, refused.Message);
            }
        }
    }

    private ILogger Logger => _current.Options.LoggerFactory.CreateLogger(ClientTelemetry.Name);
}
