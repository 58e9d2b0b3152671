using System.Net.Http.Headers;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>A synchronous read takes no token; an answer that never ends must not hold its caller all the same.</summary>
internal sealed class SynchronousCutOffTests : ClientFixture
{
    [Test]
    public async Task The_handshakes_time_limit_ends_a_read_of_evidence_that_never_ends()
    {
        var stalled = Stall("ATTEST", EvidenceBody.MediaType);
        var client = Client(o => o.HandshakeTimeout = TimeSpan.FromSeconds(10));
        var request = Task.Run(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url)));
        await stalled.Stalled;
        Clock.Advance(TimeSpan.FromSeconds(10));
        var failure = await Catch<HttpaUnavailableException>(() => request);
        Assert.That(failure.RequestMayHaveBeenProcessed, Is.False);
    }

    [Test]
    public async Task The_callers_token_ends_a_read_of_a_sealed_head_that_never_ends()
    {
        var stalled = Stall("SEALED", SealedFields.MediaType);
        var client = Client();
        using var caller = new CancellationTokenSource();
        var request = Task.Run(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url), HttpCompletionOption.ResponseHeadersRead, caller.Token));
        await stalled.Stalled;
        await caller.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task The_callers_token_ends_a_read_of_a_sealed_body_that_never_ends()
    {
        var stalled = new StalledStream();
        Service.Alter = (kind, answer) =>
        {
            if (kind != "SEALED") return;
            using var all = new MemoryStream();
            answer.Content.CopyTo(all, null, CancellationToken.None);
            stalled = new StalledStream(all.ToArray()[..^1]);
            Replace(answer, stalled, SealedFields.MediaType);
        };
        var client = Client();
        using var caller = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = Task.Run(() =>
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, Url), HttpCompletionOption.ResponseHeadersRead, caller.Token);
            begun.SetResult();
            using var body = response.Content.ReadAsStream();
            using var registration = caller.Token.Register(response.Dispose);
            return body.Read(new byte[100]);
        });
        await begun.Task;
        await stalled.Stalled;
        await caller.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>().Or.InstanceOf<IOException>(), "and never an end of the body");
    }

    private StalledStream Stall(string kind, string mediaType)
    {
        var stalled = new StalledStream();
        Service.Alter = (k, answer) =>
        {
            if (k == kind) Replace(answer, stalled, mediaType);
        };
        return stalled;
    }

    private static void Replace(HttpResponseMessage answer, Stream body, string mediaType)
    {
        answer.Content = new StreamContent(body);
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }
}
