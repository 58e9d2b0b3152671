using Httpa.TestServer;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Refit;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>An interface that Refit implements, over a client that speaks HTTPA.</summary>
public interface IEchoApi
{
    /// <summary>Gets the body back.</summary>
    [Post("/echo")]
    Task<ApiResponse<Note>> EchoAsync([Body] Note note);

    /// <summary>Answers with a status.</summary>
    [Get("/status/{code}")]
    Task<string> StatusAsync(int code);
}

/// <summary>Something to send.</summary>
public sealed record Note(string Text);

internal sealed class RefitTests : ServedFixture
{
    [Test]
    public async Task Calls_go_sealed_both_ways()
    {
        await using var provider = Provide();
        using var response = await provider.GetRequiredService<IEchoApi>().EchoAsync(new Note(Marker));
        Assert.That(response.Content!.Text, Is.EqualTo(Marker));
    }

    [Test]
    public async Task Errors_of_the_application_are_Refits_own()
    {
        await using var provider = Provide();
        Assert.That(() => provider.GetRequiredService<IEchoApi>().StatusAsync(404), Throws.InstanceOf<ApiException>());
    }

    private ServiceProvider Provide()
    {
        var services = new ServiceCollection();
        services.AddRefitGeneratedClient<IEchoApi>().ConfigureHttpClient(c => c.BaseAddress = Server.BaseAddress).AddHttpa(Server.Policy).ConfigurePrimaryHttpMessageHandler(() =>
        {
            var transport = Server.CreateTransport();
            transport.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(Wire.Record(context.PlaintextStream));
            return transport;
        });
        return services.BuildServiceProvider();
    }
}
