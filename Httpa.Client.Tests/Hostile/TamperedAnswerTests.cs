using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A sealed answer, changed, cut, exchanged or added to on its way back. It opens as the answer to its own request, whole, or not at all.</summary>
internal sealed class TamperedAnswerTests : HostileFixture
{
    /// <summary>The head, four parts that were flushed, and an empty final record.</summary>
    private const int Records = 6;

    [Test]
    public async Task What_a_proxy_added_reaches_no_application(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            answer.StartLine = "HTTP/1.1 200 forged";
            answer.Add("Set-Cookie", "id=forged");
            answer.Add("Location", "https://forged.example/");
            answer.Add("WWW-Authenticate", "Basic realm=forged");
            answer.Add("Content-Disposition", "attachment; filename=forged.exe");
            answer.Add("Access-Control-Allow-Origin", "forged");
            answer.Add("Retry-After", "1");
            answer.Add("Content-Language", "forged");
        });
        using var request = Post();
        using var response = await CreateClient().SendAsync(request, cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.ToString() + response.Content.Headers, Does.Not.Contain("forged").And.Not.Contain("Retry-After"));
            Assert.That(response.Headers.GetValues("Set-Cookie"), Is.EqualTo(new[] { $"id={Marker}" }));
            Assert.That(response.ReasonPhrase, Is.EqualTo("OK"));
        });
    }

    [Test]
    public async Task Trailers_reach_no_application(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            var bytes = answer.ToBytes();
            if (exchange.Kind == ExchangeKind.Sealed)
            {
                Assert.That(answer.Framing, Is.EqualTo(WireFraming.Chunked));
                bytes = [.. bytes.AsSpan()[..^2], .. "X-Forged: forged\r\n\r\n"u8];
            }

            await exchange.WriteAsync(bytes);
        };
        using var request = Post();
        using var response = await CreateClient().SendAsync(request, cancellationToken);
        Assert.That(response.TrailingHeaders, Is.Empty);
    }

    /// <summary>What was released before the change was found is genuine, and it stays the last: the failure is no end.</summary>
    [Test]
    public async Task Releases_the_records_before_a_changed_one_and_nothing_of_it([Range(1, Records - 1)] int record, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            var cut = SealedRecords.Cut(answer.Body);
            cut[record][^1] ^= 1;
            answer.Body = [.. cut.SelectMany(r => r)];
        });
        using var request = Post();
        using var response = await CreateClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var released = new MemoryStream();
        var failure = Assert.CatchAsync<HttpaProtocolException>(() => body.CopyToAsync(released, cancellationToken))!;
        string[] parts = ["one ", "two ", "three ", "/private"];
        var before = string.Concat(parts.Take(record - 1).Select(part => part == "/private" ? part : part + Marker + " "));
        Assert.That((failure.Reason, System.Text.Encoding.UTF8.GetString(released.ToArray())), Is.EqualTo((ProtocolReason.BadSeal, before)));
        Assert.That(async () => await body.ReadExactlyAsync(new byte[1], cancellationToken), Throws.Exception.Not.InstanceOf<EndOfStreamException>());
    }

    [Test]
    public async Task A_request_that_is_reflected_as_its_answer_does_not_open(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Sealed) answer.Body = exchange.Request.Body;
            await exchange.AnswerAsync(answer);
        };
        await AssertRefusedAsync(Is.EqualTo(ProtocolReason.BadSeal), cancellationToken);
    }

    [Test]
    public async Task Refuses_a_flipped_bit_in_each_record([Range(0, Records - 1)] int record, [Values(0, 3, 4, -1)] int position, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            var cut = SealedRecords.Cut(answer.Body);
            Assert.That(cut, Has.Count.EqualTo(Records));
            cut[record][position < 0 ? cut[record].Length + position : position] ^= (byte)(position == 0 ? 0x80 : 1);
            answer.Body = [.. cut.SelectMany(r => r)];
        });

        // A length that a bit was flipped in may also ask for more than there is.
        await AssertRefusedAsync(Is.EqualTo(ProtocolReason.BadSeal).Or.EqualTo(ProtocolReason.Truncated), cancellationToken);
    }

    [Test]
    public async Task Refuses_a_body_that_ends_early_at_each_record([Range(0, Records - 1)] int records, [Values(0, 1, 4, 19)] int more, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            var cut = SealedRecords.Cut(answer.Body);
            answer.Body = [.. cut.Take(records).SelectMany(r => r), .. cut[records].Take(more)];
        });
        await AssertRefusedAsync(Is.EqualTo(ProtocolReason.Truncated), cancellationToken);
    }

    [Test]
    public async Task Refuses_records_left_out_exchanged_or_doubled([Values("left out", "exchanged", "doubled")] string what, [Range(0, Records - 2)] int record, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            var cut = SealedRecords.Cut(answer.Body);
            if (what == "doubled") cut.Insert(record, cut[record]);
            if (what == "left out") cut.RemoveAt(record);
            if (what == "exchanged") (cut[record], cut[record + 1]) = (cut[record + 1], cut[record]);
            answer.Body = [.. cut.SelectMany(r => r)];
        });
        await AssertRefusedAsync(Is.EqualTo(ProtocolReason.BadSeal), cancellationToken);
    }

    [TestCase(1)]
    [TestCase(70_000)]
    public async Task Refuses_bytes_behind_the_final_record(int count, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => answer.Body = [.. answer.Body, .. new byte[count]]);
        await AssertRefusedAsync(Is.EqualTo(ProtocolReason.TrailingData), cancellationToken);
    }

    public static IEnumerable<TestCaseData> Fields()
    {
        yield return Case("another status", ProtocolReason.ResponseStatus, a => a.StartLine = "HTTP/1.1 201 Created");
        yield return Case("a status that asks for a redirect", ProtocolReason.ResponseStatus, a => { a.StartLine = "HTTP/1.1 307 Temporary Redirect"; a["Location"] = "https://forged.example/"; });
        yield return Case("another number", ProtocolReason.ResponseSequence, a => a["Attest-Sequence"] = "1");
        yield return Case("another session", ProtocolReason.ResponseSequence, a => a.Flip("Attest-Session-ID", 0));
        yield return Case("no session", ProtocolReason.ResponseUnsealed, a => a["Attest-Session-ID"] = null);
        yield return Case("no number", ProtocolReason.ResponseUnsealed, a => a["Attest-Sequence"] = null);
        yield return Case("an error", ProtocolReason.ResponseUnsealed, a => a["Attest-Error"] = "unknown-session");
        yield return Case("its number twice", ProtocolReason.ResponseSequence, a => a.Add("attest-sequence", a["Attest-Sequence"]!));
        yield return Case("its session twice", ProtocolReason.ResponseSequence, a => a.Add("attest-session-id", a["Attest-Session-ID"]!));
        yield return Case("both forms", ProtocolReason.ResponseMalformed, a => a.SetBytes("Attest-Seal", a.Body));
        yield return Case("a field that is not defined", ProtocolReason.ResponseMalformed, a => a["Attest-Random"] = ":AAAA:");
        yield return Case("another media type", ProtocolReason.ResponseMalformed, a => a["Content-Type"] = "text/plain");
        yield return Case("a content coding", ProtocolReason.ResponseMalformed, a => a["Content-Encoding"] = "gzip");

        static TestCaseData Case(string name, ProtocolReason reason, Action<WireMessage> change) => new TestCaseData(reason, change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Fields))]
    public async Task Refuses_changed_outer_fields(ProtocolReason reason, Action<WireMessage> change, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, change);
        await AssertRefusedAsync(Is.EqualTo(reason), cancellationToken);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Refuses_the_answer_to_an_earlier_request(bool renumbered, CancellationToken cancellationToken)
    {
        WireMessage? earlier = null;
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer =>
        {
            if (earlier is null)
            {
                earlier = answer.Copy();
                return;
            }

            answer.Body = earlier.Body;
            if (!renumbered) answer["Attest-Sequence"] = earlier["Attest-Sequence"];
        });
        var client = CreateClient();
        await PostAsync(client, cancellationToken);
        var failure = await FailureAsync<HttpaProtocolException>(client, cancellationToken);
        Assert.That(failure.Reason, Is.EqualTo(renumbered ? ProtocolReason.BadSeal : ProtocolReason.ResponseSequence));
    }

    [Test]
    public async Task Refuses_answers_that_were_swapped_between_two_requests(CancellationToken cancellationToken)
    {
        var client = CreateClient();
        await PostAsync(client, cancellationToken);
        var bodies = new TaskCompletionSource<byte[]>[] { new(), new() };
        var arrived = 0;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            var mine = Interlocked.Increment(ref arrived) - 1;
            bodies[mine].SetResult(answer.Body);
            answer.Body = await bodies[1 - mine].Task.WaitAsync(exchange.Ended);
            await exchange.AnswerAsync(answer);
        };
        var failures = await Task.WhenAll(FailureAsync<HttpaProtocolException>(client, cancellationToken), FailureAsync<HttpaProtocolException>(client, cancellationToken));
        Assert.That(failures.Select(f => f.Reason), Is.All.EqualTo(ProtocolReason.BadSeal));
    }

    /// <summary>The service cut its own answer off; a proxy makes a clean end of it.</summary>
    [Test]
    public async Task Refuses_an_answer_whose_endpoint_threw_after_the_first_record(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Sealed)
            {
                Assert.That(answer.IsCut);
                answer = new WireMessage { StartLine = answer.StartLine, Fields = answer.Fields, Body = answer.Body, Framing = WireFraming.Length };
            }

            await exchange.AnswerAsync(answer);
        };
        HoldUntilFirstPartHasArrived();
        using var request = Post("/throws");
        using var response = await CreateClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[Marker.Length + 4];
        await body.ReadExactlyAsync(text, cancellationToken);
        for (var i = 0; i < 2; i++)
        {
            var failure = Assert.CatchAsync(async () => await body.ReadExactlyAsync(new byte[1], cancellationToken));
            Assert.That(failure, Is.InstanceOf<HttpaProtocolException>().Or.InstanceOf<IOException>().And.InnerException.InstanceOf<HttpaProtocolException>());
        }

        Assert.That(Application.Runs, Is.EqualTo(1));
    }

    private async Task AssertRefusedAsync(NUnit.Framework.Constraints.IResolveConstraint reason, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(failure.Reason, reason);
            Assert.That(failure.RequestMayHaveBeenProcessed);
            Assert.That(Application.Runs, Is.EqualTo(1), "never sent again");
        });
    }
}
