using System.Collections.Concurrent;
using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>HTTP/2 may bring the answer while the request's body is still being read: a second attempt must not read beside the first.</summary>
internal sealed class BodyInFlightTests : ClientFixture
{
    [Test]
    public async Task A_body_is_read_again_only_when_the_first_reading_has_ended()
    {
        using var early = new EarlyAnswer(Service);
        using var client = new HttpClient(new HttpaHandler(Options(), early));
        await Get(client);
        early.IsArmed = true;
        var body = new byte[300_000];
        Random.Shared.NextBytes(body);
        using var response = await client.PutAsync(Url, new StreamContent(new MemoryStream(body)));
        Assert.Multiple(() =>
        {
            Assert.That(early.Events, Is.EqualTo(new[] { "first answered", "first read", "second begun" }));
            Assert.That(Service.Opened.Last().Body, Is.EqualTo(body));
        });
    }

    /// <summary>Answers the first sealed request before its body has gone out, and cancels the body some time after the answer was disposed, as HTTP/2 does.</summary>
    private sealed class EarlyAnswer(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsArmed { get; set; }

        public ConcurrentQueue<string> Events { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is null || !IsArmed) return base.SendAsync(request, cancellationToken);
            if (!Events.IsEmpty)
            {
                Events.Enqueue("second begun");
                return base.SendAsync(request, cancellationToken);
            }

            Events.Enqueue("first answered");
            _ = ReadAsync(request.Content);
            var answer = FakeService.Refusal(HttpStatusCode.Unauthorized, "unknown-session");
            answer.Content = new StreamContent(new Notice(_disposed));
            return Task.FromResult(answer);
        }

        private async Task ReadAsync(HttpContent body)
        {
            var blocked = new BlockedStream(_disposed.Task, () => Events.Enqueue("first read"));
            try
            {
                await body.CopyToAsync(blocked, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                // The body was cancelled.
            }
        }
    }

    private sealed class Notice(TaskCompletionSource disposed) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    /// <summary>Takes nothing until it is told, and fails then.</summary>
    private sealed class BlockedStream(Task until, Action failing) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await until;
            for (var i = 0; i < 100; i++) await Task.Yield();
            failing();
            throw new IOException("The stream was reset.");
        }
    }
}
