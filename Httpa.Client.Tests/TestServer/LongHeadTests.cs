using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>Where the head of a response goes that is longer than proxies let pass in a header.</summary>
[TestFixture("1.1")]
[TestFixture("2.0")]
internal sealed class LongHeadTests(string version) : SealedResponseFixture(version)
{
    [Test]
    public async Task Sends_a_long_head_without_a_body_as_records(CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', 20_000);
            return Task.CompletedTask;
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(response.Headers.Contains("Attest-Seal"), Is.False);
        Assert.That(opened["x-long"], Has.Length.EqualTo(20_000));
    }

    [Test]
    public async Task Sends_a_long_head_with_a_length_of_zero_as_records(CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', 20_000);
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(response.Headers.Contains("Attest-Seal"), Is.False);
        Assert.That((opened["x-long"]!.Length, opened.Text), Is.EqualTo((20_000, "")));
    }

    [TestCase(12_200, 200)]
    [TestCase(12_300, 500)]
    public async Task Answers_500_to_head_when_the_fields_do_not_fit_into_one(int length, int status, CancellationToken cancellationToken)
    {
        Endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', length);
            return Task.CompletedTask;
        };

        using var response = await SendAsync("HEAD", cancellationToken);

        Assert.That((await OpenAsync(response, "HEAD", cancellationToken)).Status, Is.EqualTo(status));
        Assert.That(response.Headers.GetValues("Attest-Seal").Single(), Has.Length.LessThanOrEqualTo(16_384));
    }
}
