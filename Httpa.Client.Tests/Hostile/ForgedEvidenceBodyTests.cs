using System.Text;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>The body of the answer to ATTEST: cut, stretched, edited, too long, or never ending.</summary>
internal sealed class ForgedEvidenceBodyTests : HostileFixture
{
    [TearDown]
    public void Sends_nothing() => AssertNothingWasSent();

    public static IEnumerable<TestCaseData> Edits()
    {
        yield return Case("empty", _ => "");
        yield return Case("cut", body => body[..^1]);
        yield return Case("something behind it", body => body + "{}");
        yield return Case("a byte order mark", body => '\uFEFF' + body);
        yield return Case("a member twice", body => body.Insert(1, "\"publicKey\":\"AAAA\","));
        yield return Case("a member that is not defined", body => body.Insert(1, "\"debug\":true,"));
        yield return Case("a comment", body => body.Insert(1, "/* */"));
        yield return Case("no evidence", body => body[..body.IndexOf("[{", StringComparison.Ordinal)] + "[]}");
        yield return Case("two leads", body => body.Replace("[{", "[{\"type\":\"sgx\",\"value\":\"AAAA\"},{", StringComparison.Ordinal));
        yield return Case("an endorsement that is not defined", body => body.Replace("\"endorsements\":{", "\"endorsements\":{\"note\":\"\",", StringComparison.Ordinal));
        yield return Case("a key with padding", body => body.Replace("\"publicKey\":\"", "\"publicKey\":\"AA==", StringComparison.Ordinal));
        yield return Case("null", _ => "null");
        yield return Case("deep nesting", _ => new string('[', 10_000));

        static TestCaseData Case(string name, Func<string, string> edit) => new TestCaseData(edit).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Edits))]
    public async Task Refuses_a_body_of_another_form(Func<string, string> edit, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer.Body = Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(answer.Body))));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [Test]
    public async Task Refuses_bytes_that_are_not_text(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer.Body[^3] = 0xFF);
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [TestCase("tdx")]
    [TestCase("nvidia-gpu")]
    public async Task Refuses_evidence_of_a_type_that_was_not_asked_for(string type, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer.Body = Encoding.UTF8.GetBytes(
            $$"""{"publicKey":"{{new string('A', 43)}}","evidence":[{"type":"{{type}}","value":"AAAA"}]}"""));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.EvidenceNotOffered));
    }

    [TestCase(WireFraming.Length)]
    [TestCase(WireFraming.Chunked)]
    public async Task Refuses_a_body_one_byte_over_a_mebibyte(WireFraming framing, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer =>
        {
            answer.Body = [.. answer.Body, .. Enumerable.Repeat((byte)' ', EvidenceBody.MaxLength + 1 - answer.Body.Length)];
            answer.Framing = framing;
        });
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.BodyTooLarge));
    }

    /// <summary>An endless body is read no further than the limit.</summary>
    [Test]
    public async Task Refuses_a_body_that_never_ends(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            answer.Body = [];
            answer.Framing = WireFraming.Chunked;
            if (exchange.Kind != ExchangeKind.Attest)
            {
                await exchange.AnswerAsync(answer);
                return;
            }

            await exchange.WriteAsync(answer.ToBytes()[..^5]); // without the last chunk
            var chunk = WireMessage.Chunk(new byte[64 * 1024]);
            while (true) await exchange.WriteAsync(chunk); // until the client hangs up
        };
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.BodyTooLarge));
    }
}
