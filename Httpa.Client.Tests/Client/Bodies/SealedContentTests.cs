using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Bodies;

/// <summary>A sealed body that the connection asks for again, as the socket handler does after a refused stream, GOAWAY or a dead pooled connection.</summary>
internal sealed class SealedContentTests : ClientFixture
{
    private readonly List<byte[]> _copies = [];

    [TestCase(100)]
    [TestCase(30_000)]
    public async Task Repeats_the_same_bytes_while_they_are_few(int length)
    {
        RepeatBodies();
        using var response = await Client().PostAsync(Url, new UnseekableContent(new byte[length]));
        Assert.Multiple(() =>
        {
            Assert.That(_copies, Has.Count.EqualTo(2));
            Assert.That(_copies[1], Is.EqualTo(_copies[0]));
            Assert.That(Service.Opened.Single().Body, Has.Length.EqualTo(length));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Refuses_to_repeat_a_post_that_is_long(bool lengthKnown)
    {
        RepeatBodies();
        HttpContent body = lengthKnown ? new ByteArrayContent(new byte[70_000]) : new UnseekableContent(new byte[70_000]);
        var failure = await Catch<HttpaProtocolException>(() => Client().PostAsync(Url, body));
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Service.Opened.Count), Is.EqualTo((ProtocolReason.ResendNotSafe, true, 0)));
    }

    [Test]
    public async Task Seals_a_long_put_anew_under_another_number()
    {
        RepeatBodies(times: 1);
        using var response = await Client().PutAsync(Url, new ByteArrayContent(new byte[70_000]));
        Assert.That(response.IsSuccessStatusCode);
        Assert.That(Service.Messages.Select(m => m.Headers.TryGetValues("Attest-Sequence", out var n) ? n.Single() : null).OfType<string>(), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Keeps_nothing_when_told()
    {
        RepeatBodies();
        var failure = await Catch<HttpaProtocolException>(() => Client(o => o.ReplayBufferLimit = 0).PostAsync(Url, new StringContent(Marker)));
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.ResendNotSafe));
    }

    [Test]
    public async Task A_body_that_is_shorter_than_it_says_is_never_completed()
    {
        await Catch<InvalidOperationException>(() => Client().PostAsync(Url, new StringContent(Marker) { Headers = { ContentLength = 100 } }));
        Assert.That(Service.Count("SEALED"), Is.Zero);
    }

    /// <summary>Reads sealed bodies twice before the service gets the second copy.</summary>
    private void RepeatBodies(int times = int.MaxValue) => Service.BeforeBody = async request =>
    {
        if (times-- <= 0) return;
        using var copy = new MemoryStream();
        await Copy(request, copy);
        using var again = new MemoryStream();
        await Copy(request, again);
    };

    private async Task Copy(HttpRequestMessage request, MemoryStream copy)
    {
        await request.Content!.CopyToAsync(copy);
        _copies.Add(copy.ToArray());
    }
}
