using System.ClientModel;
using System.ClientModel.Primitives;
using Httpa.TestServer;
using Httpa.Verifiers.Sgx;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using OpenAI;
using OpenAI.Chat;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>OpenAI's SDK over a client that speaks HTTPA, against an endpoint of OpenAI's shape inside the enclave.</summary>
internal sealed class OpenAiTests : ServedFixture
{
    private const string Question = $"Tell nobody about the {Marker} please";

    private ServiceProvider _provider = null!;

    [OneTimeSetUp]
    public void Register()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("openai").AddHttpa(Server.Policy).ConfigurePrimaryHttpMessageHandler(() =>
        {
            var transport = Server.CreateTransport();
            transport.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(Wire.Record(context.PlaintextStream));
            return transport;
        });
        _provider = services.BuildServiceProvider();
    }

    [OneTimeTearDown]
    public async Task Dispose() => await _provider.DisposeAsync();

    [Test]
    public async Task Completes_a_chat()
    {
        ChatCompletion completion = await Chat().CompleteChatAsync(Question);
        Assert.That(completion.Content[0].Text, Is.EqualTo(Question));
    }

    [Test]
    public void Completes_a_chat_synchronously()
    {
        ChatCompletion completion = Chat().CompleteChat(Question);
        Assert.That(completion.Content[0].Text, Is.EqualTo(Question));
    }

    [Test]
    public async Task Streams_a_chat()
    {
        var text = "";
        var updates = 0;
        await foreach (var update in Chat().CompleteChatStreamingAsync(Question))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            updates++;
        }

        Assert.That((text, updates), Is.EqualTo((Question, Question.Split(' ').Length + 1)));
    }

    [Test]
    public void Streams_a_chat_synchronously()
    {
        var text = string.Concat(Chat().CompleteChatStreaming(Question).SelectMany(update => update.ContentUpdate).Select(part => part.Text));
        Assert.That(text, Is.EqualTo(Question));
    }

    [Test]
    public void A_rejection_reaches_the_caller_at_once_and_as_what_it_is([Values] bool async)
    {
        var services = new ServiceCollection();
        var policy = Server.Policy with { Sgx = SgxPolicy.ForEnclave("another build", new string('7', 64)) with { DangerousTrustedRoots = Server.Policy.Sgx!.DangerousTrustedRoots } };
        var connections = 0;
        services.AddHttpClient("openai").AddHttpa(policy).ConfigurePrimaryHttpMessageHandler(() => Server.CreateTransport())
            .AddHttpMessageHandler(() => new Counting(() => connections++));
        using var provider = services.BuildServiceProvider();
        var chat = Chat(provider);
        Assert.That(async () => _ = async ? await chat.CompleteChatAsync(Question) : chat.CompleteChat(Question), Throws.InstanceOf<AttestationException>());
        Assert.That(connections, Is.EqualTo(1), "the SDK does not retry a rejection");
    }

    private ChatClient Chat() => Chat(_provider);

    private ChatClient Chat(IServiceProvider provider)
    {
        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("openai");
        http.Timeout = Timeout.InfiniteTimeSpan; // the SDK has time limits of its own
        var options = new OpenAIClientOptions { Endpoint = new Uri(Server.BaseAddress, "/v1"), Transport = new HttpClientPipelineTransport(http) };
        return new ChatClient("private-model", new ApiKeyCredential(Marker), options);
    }

    private sealed class Counting(Action count) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return base.SendAsync(request, cancellationToken);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return base.Send(request, cancellationToken);
        }
    }
}
