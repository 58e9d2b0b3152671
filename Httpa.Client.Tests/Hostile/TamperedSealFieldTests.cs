using System.Net;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>The other form: messages without a body, whose one record stands in Attest-Seal.</summary>
internal sealed class TamperedSealFieldTests : HostileFixture
{
    private const string Target = "/status/204";

    public static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("a flipped reserved bit", r => r.Flip("Attest-Seal", 0));
        yield return Case("a flipped bit of the record", r => r.Flip("Attest-Seal", 4));
        yield return Case("a flipped bit of the tag", r => r.Flip("Attest-Seal", -1));
        yield return Case("a byte cut off", r => r.SetBytes("Attest-Seal", r.Bytes("Attest-Seal").AsSpan()[..^1]));
        yield return Case("a byte more", r => r.SetBytes("Attest-Seal", [.. r.Bytes("Attest-Seal"), 0]));
        yield return Case("two records", r => r.SetBytes("Attest-Seal", [.. r.Bytes("Attest-Seal"), .. r.Bytes("Attest-Seal")]));
        yield return Case("a header alone", r => r.SetBytes("Attest-Seal", r.Bytes("Attest-Seal").AsSpan(0, 4)));
        yield return Case("nothing", r => r["Attest-Seal"] = "::");
        yield return Case("no bytes", r => r["Attest-Seal"] = "garbage");
        yield return Case("white space inside", r => r["Attest-Seal"] = r["Attest-Seal"]!.Insert(5, " "));
        yield return Case("over 16 KiB", r => r.SetBytes("Attest-Seal", new byte[13_000]));
        yield return Case("twice", r => r.Add("attest-seal", r["Attest-Seal"]!));

        static TestCaseData Case(string name, Action<WireMessage> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_changed_request_is_not_run(Action<WireMessage> change, CancellationToken cancellationToken)
    {
        string? error = null;
        Proxy.Script = exchange =>
        {
            if (exchange.Kind == ExchangeKind.Sealed) change(exchange.Request);
            return exchange.PassAsync(answer => error = answer["Attest-Error"]);
        };
        var failure = await GetFailureAsync("/private", cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo("bad-seal").Or.EqualTo("malformed"));
            Assert.That(failure.Reason, Is.EqualTo(error == "bad-seal" ? ProtocolReason.RequestBadSeal : ProtocolReason.ResponseUnsealed));
            Assert.That((failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((true, 0)));
        });
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_changed_answer_does_not_open(Action<WireMessage> change, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, change);
        var failure = await GetFailureAsync(Target, cancellationToken);
        Assert.That(failure.Reason, Is.AnyOf(ProtocolReason.BadSeal, ProtocolReason.Truncated, ProtocolReason.TrailingData, ProtocolReason.ResponseMalformed));
        Assert.That(failure.RequestMayHaveBeenProcessed);
    }

    [Test]
    public async Task A_request_does_not_become_one_with_a_body(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Sealed, request => (request.Body, request.Framing) = ("x"u8.ToArray(), WireFraming.Length));
        var failure = await GetFailureAsync("/private", cancellationToken);
        Assert.That((failure.Reason, Application.Runs), Is.EqualTo((ProtocolReason.ResponseUnsealed, 0)));
    }

    [Test]
    public async Task An_empty_answer_does_not_become_one_with_a_body(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => (answer.Body, answer.Framing) = ("x"u8.ToArray(), WireFraming.Chunked));
        var failure = await GetFailureAsync("/status/404", cancellationToken);
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.TrailingData));
    }

    [TestCase(200)]
    [TestCase(304)]
    public async Task The_outer_status_is_not_believed(int status, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => answer.StartLine = $"HTTP/1.1 {status} Forged");
        Assert.That((await GetFailureAsync(Target, cancellationToken)).Reason, Is.EqualTo(ProtocolReason.ResponseStatus));
    }

    [Test]
    public async Task Head_is_answered_in_the_field_whatever_length_stands_outside(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => answer["Content-Length"] = "123456");
        using var request = new HttpRequestMessage(HttpMethod.Head, "/hello");
        using var response = await CreateClient().SendAsync(request, cancellationToken);
        Assert.That((response.StatusCode, response.Content.Headers.ContentLength), Is.EqualTo((HttpStatusCode.OK, (long?)30)));
    }

    private async Task<HttpaProtocolException> GetFailureAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            (await CreateClient().GetAsync(target, cancellationToken)).Dispose();
        }
        catch (HttpaProtocolException expected)
        {
            return expected;
        }

        throw new AssertionException("The request was answered.");
    }
}
