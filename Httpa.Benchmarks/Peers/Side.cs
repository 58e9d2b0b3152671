namespace Httpa.Benchmarks.Peers;

/// <summary>One side of a ratio: a service in a process of its own, and a client in this one.</summary>
internal sealed class Side : IDisposable
{
    private readonly Child _service;

    private Side(Child service, ServiceAddress address, Version version)
    {
        _service = service;
        Address = address;
        Client = address.CreateClient(version);
    }

    public ServiceAddress Address { get; }

    public HttpClient Client { get; }

    /// <summary>Starts the service.</summary>
    public static async Task<Side> StartAsync(bool attested, Version version)
    {
        var (service, address) = await Child.StartServiceAsync(attested);
        return new Side(service, address, version);
    }

    /// <summary>What the service has used.</summary>
    public Task<Usage> ServiceUsageAsync() => _service.UsageAsync();

    /// <summary>Repeats something until tiered compilation has settled in both processes, or long enough.</summary>
    public async Task WarmUpAsync(Func<Task> work)
    {
        const int Most = 60;
        const int Settled = 2; // methods in a row of work
        for (var (i, quiet) = (0, 0); i < Most && quiet < 3; i++)
        {
            var (client, service) = await UsageOfAsync(work);
            quiet = client.Compiled + service.Compiled <= Settled ? quiet + 1 : 0;
        }
    }

    /// <summary>Does something and says what this process and the service's used for it. Nothing else may run meanwhile.</summary>
    public async Task<(Usage Client, Usage Service)> UsageOfAsync(Func<Task> work)
    {
        var serviceBefore = await _service.UsageAsync();
        var clientBefore = Usage.Now();
        await work();
        var client = Usage.Now().Since(clientBefore);
        return (client, (await _service.UsageAsync()).Since(serviceBefore));
    }

    public void Dispose()
    {
        Client.Dispose();
        _service.Dispose();
    }
}
