using System.Net;
using System.Text;
using Httpa.Client.Protocol;
using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

[TestFixture("1.1")]
[TestFixture("2.0")]
internal sealed class SealedResponseTests(string version) : SealedResponseFixture(version)
{
    [Test]
    public async Task Seals_status_and_fields_and_says_only_the_status_outside(CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.StatusCode = 202;
            context.Response.Headers.Location = "/secret";
            context.Response.Headers.SetCookie = new(["a=1", "b=2"]);
            context.Response.Headers.Connection = "close";
            context.Response.Headers["Attest-Error"] = "bad-seal";
            return context.Response.WriteAsync("body", cancellationToken);
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/httpa-sealed"));
            Assert.That(response.Headers.CacheControl!.ToString(), Is.EqualTo("no-store, no-transform").Or.EqualTo("no-transform, no-store"));
            Assert.That(
                response.Headers.Select(h => h.Key.ToLowerInvariant()),
                Is.SubsetOf(["attest-session-id", "attest-sequence", "cache-control", "transfer-encoding", "date", "server"]));
            Assert.That(opened.Status, Is.EqualTo(202));
            Assert.That(opened.Fields.Select(f => $"{f.Key}: {f.Value}"), Is.EquivalentTo(["location: /secret", "set-cookie: a=1", "set-cookie: b=2"]));
            Assert.That(opened.Text, Is.EqualTo("body"));
        }
    }

    [Test]
    public async Task States_the_outer_length_when_the_inner_one_is_known([Values(1, 65_536, 65_537, 200_000)] int length, CancellationToken cancellationToken)
    {
        Endpoint = async context =>
        {
            context.Response.ContentLength = length;
            for (var left = length; left > 0; left -= Math.Min(left, 999))
            {
                await context.Response.Body.WriteAsync(new byte[Math.Min(left, 999)], cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        var head = MessageHead.EncodeResponse(200, [new("content-length", $"{length}")]);
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(RecordSealer.MessageLength(head.Length, length)));
        Assert.That(opened.Body, Has.Length.EqualTo(length));
    }

    [TestCase("GET", 204)]
    [TestCase("GET", 304)]
    [TestCase("GET", 205)]
    [TestCase("POST", 200)]
    [TestCase("DELETE", 500)]
    [TestCase("HEAD", 200)]
    [TestCase("HEAD", 404)]
    public async Task Seals_a_response_without_a_body_into_the_field(string method, int status, CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = "\"1\"";
            return Task.CompletedTask;
        };

        using var response = await SendAsync(method, cancellationToken);
        var opened = await OpenAsync(response, method, cancellationToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            Assert.That(response.Headers.Contains("Attest-Seal"), Is.True);
            Assert.That(opened.Status, Is.EqualTo(status));
            Assert.That(opened["etag"], Is.EqualTo("\"1\""));
            Assert.That(opened.Body, Is.Empty);
            Assert.That(await response.Content.ReadAsByteArrayAsync(cancellationToken), Is.Empty);
        }
    }

    [Test]
    public async Task Keeps_the_length_that_head_tells_and_drops_the_body(CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.ContentLength = 4;
            return context.Response.WriteAsync("body", cancellationToken);
        };

        using var response = await SendAsync("HEAD", cancellationToken);
        var opened = await OpenAsync(response, "HEAD", cancellationToken);

        Assert.That(opened["content-length"], Is.EqualTo("4"));
        Assert.That(opened.Body, Is.Empty);
    }

    [Test]
    public async Task Sends_a_body_of_unknown_length_that_proves_empty(CancellationToken cancellationToken)
    {
        Endpoint = context => context.Response.StartAsync(cancellationToken);

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(opened.Body, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(128)]
    public async Task Sends_each_event_when_it_is_written(int padTo, CancellationToken cancellationToken)
    {
        var gate = new SemaphoreSlim(0);
        await using var server = await HttpaTestServer.StartAsync(
            new()
            {
                Tee = new BindingTee(),
                Configure = o => o with { PadEventStreamsTo = padTo },
                Map = app => app.MapGet("/gated", async context =>
                {
                    context.Response.ContentType = "text/event-stream";
                    foreach (var text in (string[])["data: 1\n\n", "data: 2\n\n"])
                    {
                        await context.Response.WriteAsync(text);
                        await context.Response.Body.FlushAsync();
                        await gate.WaitAsync(context.RequestAborted);
                    }
                }),
            }, cancellationToken);
        using var client = new ScriptedClient(server, HttpVersion);
        using var session = await client.EstablishAsync(cancellationToken);

        using var response = await client.SendAsync("GET", "/gated", session.Seal(0, "GET", "/gated"), cancellationToken);
        await using var records = session.Opening(await response.Content.ReadAsStreamAsync(cancellationToken), 0, "GET", "/gated");
        await records.ReadHeadAsync(cancellationToken);
        var buffer = new byte[1000];
        var first = Encoding.UTF8.GetString(buffer, 0, await records.ReadAsync(buffer, cancellationToken));
        gate.Release();
        var second = Encoding.UTF8.GetString(buffer, 0, await records.ReadAsync(buffer, cancellationToken));
        gate.Release();
        var end = await records.ReadAsync(buffer, cancellationToken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.EqualTo("data: 1\n\n"), "while the endpoint waited");
            Assert.That(second, Is.EqualTo("data: 2\n\n"));
            Assert.That(end, Is.Zero);
            Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(["no"]));
        }
    }

    [Test]
    public async Task Answers_an_exception_before_the_response_with_a_sealed_500(CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.Headers["X-Secret"] = "half done";
            throw new InvalidOperationException("The endpoint failed.");
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(opened.Status, Is.EqualTo(500));
        Assert.That(opened.Fields, Is.Empty);
    }

    [Test]
    public async Task Never_ends_a_response_whoseEndpoint_threw_after_the_first_record(CancellationToken cancellationToken)
    {
        Endpoint = async context =>
        {
            await context.Response.WriteAsync("half", cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            throw new InvalidOperationException("The endpoint failed.");
        };

        Assert.That(
            async () =>
            {
                using var response = await SendAsync("GET", cancellationToken);
                await OpenAsync(response, "GET", cancellationToken);
            },
            Throws.InstanceOf<HttpaProtocolException>().Or.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>());
        Endpoint = context => context.Response.WriteAsync("next", cancellationToken);
        using var next = await SendAsync("GET", cancellationToken);
        Assert.That((await OpenAsync(next, "GET", cancellationToken)).Text, Is.EqualTo("next"), "the session lives on");
    }

    [TestCase(3)]
    [TestCase(5)]
    public async Task Never_ends_a_response_of_another_length_than_it_said(int length, CancellationToken cancellationToken)
    {
        Endpoint = async context =>
        {
            context.Response.ContentLength = length;
            await context.Response.StartAsync(cancellationToken);
            await context.Response.Body.WriteAsync("body"u8.ToArray(), cancellationToken);
        };

        Assert.That(
            async () =>
            {
                using var response = await SendAsync("GET", cancellationToken);
                await OpenAsync(response, "GET", cancellationToken);
            },
            Throws.InstanceOf<HttpaProtocolException>().Or.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>());
    }

    [TestCase(101)]
    [TestCase(99)]
    [TestCase(600)]
    public async Task Answers_500_for_a_status_that_cannot_be_sealed(int status, CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        using var response = await SendAsync("GET", cancellationToken);

        Assert.That((await OpenAsync(response, "GET", cancellationToken)).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Runs_callbacks_last_first_and_before_the_head_is_sealed(CancellationToken cancellationToken)
    {
        var completed = new TaskCompletionSource();
        Endpoint = context =>
        {
            context.Response.OnStarting(() => Append(context, "first"));
            context.Response.OnStarting(() => Append(context, "last"));
            context.Response.OnCompleted(() =>
            {
                completed.SetResult();
                return Task.CompletedTask;
            });
            return context.Response.WriteAsync("body", cancellationToken);
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);
        await completed.Task.WaitAsync(cancellationToken);

        Assert.That(opened.Fields.Select(f => f.Value), Is.EqualTo(["last", "first"]));

        static Task Append(HttpContext context, string value)
        {
            context.Response.Headers.Append("X-Order", value);
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task Serves_writers_files_and_flushes_alike(CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "0123456789", cancellationToken);
        Endpoint = async context =>
        {
            context.Response.BodyWriter.GetSpan(4)[..4].Fill((byte)'a');
            context.Response.BodyWriter.Advance(4);
            await context.Response.BodyWriter.FlushAsync(cancellationToken);
            await context.Response.SendFileAsync(file, 2, 5, cancellationToken);
            await context.Response.BodyWriter.WriteAsync("end"u8.ToArray(), cancellationToken);
            context.Response.BodyWriter.GetSpan(1)[0] = (byte)'.';
            context.Response.BodyWriter.Advance(1);
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);
        File.Delete(file);

        Assert.That(opened.Text, Is.EqualTo("aaaa23456end."));
    }

    [Test]
    public async Task Hides_what_came_from_outside_and_what_cannot_be_sealed(CancellationToken cancellationToken)
    {
        Endpoint = context => context.Response.WriteAsync(string.Join(
            ',',
            context.WebSockets.IsWebSocketRequest,
            context.Features.Get<IHttpUpgradeFeature>() is null,
            context.Features.Get<IHttpExtendedConnectFeature>() is null,
            context.Response.SupportsTrailers(),
            context.Request.SupportsTrailers(),
            context.Connection.ClientCertificate is null,
            context.User.Identity?.IsAuthenticated), cancellationToken);

        using var response = await SendAsync("GET", cancellationToken);

        Assert.That((await OpenAsync(response, "GET", cancellationToken)).Text, Is.EqualTo("False,True,True,False,False,True,False"));
    }

    [Test]
    public async Task Streams_a_large_body(CancellationToken cancellationToken)
    {
        const int length = 32 << 20;
        using var down = await SendAsync("GET", cancellationToken, $"/download?bytes={length}&length=false");
        await using var records = Session.Opening(await down.Content.ReadAsStreamAsync(cancellationToken), Sequence, "GET", $"/download?bytes={length}&length=false");
        await records.ReadHeadAsync(cancellationToken);
        var buffer = new byte[100_000];
        var total = 0L;
        int read;
        while ((read = await records.ReadAsync(buffer, cancellationToken)) > 0) total += read;

        Assert.That(total, Is.EqualTo(length));
    }
}
