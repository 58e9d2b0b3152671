using System.Text;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A raw peer that does not keep to HTTP: a fault of the transport, before the request was sealed or after it.</summary>
internal sealed class GarbageTests : HostileFixture
{
    public static IEnumerable<TestCaseData> Garbage()
    {
        foreach (var kind in Enum.GetValues<ExchangeKind>())
        {
            yield return Case(kind, "no HTTP", "SSH-2.0-OpenSSH_9.9\r\n");
            yield return Case(kind, "an answer without an end", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n");
            yield return Case(kind, "a status that is no number", "HTTP/1.1 abc OK\r\n\r\n");
            yield return Case(kind, "a line without a colon", "HTTP/1.1 200 OK\r\ngarbage\r\n\r\n");
            yield return Case(kind, "a head over 64 KiB", $"HTTP/1.1 200 OK\r\nX-Long: {new string('a', 70_000)}\r\n\r\n");
            yield return Case(kind, "nothing", "");
        }

        static TestCaseData Case(ExchangeKind kind, string name, string text) => new TestCaseData(kind, text).SetArgDisplayNames(kind.ToString(), name);
    }

    [TestCaseSource(nameof(Garbage))]
    public async Task What_is_no_answer_is_a_fault_of_the_transport(ExchangeKind kind, string garbage, CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind != kind)
            {
                await exchange.AnswerAsync(answer);
                return;
            }

            await exchange.WriteAsync(Encoding.ASCII.GetBytes(garbage));
            exchange.HangUp();
        };

        // The connection may repeat a message without a body by itself, and the service then says that it knows it.
        var failure = await FailureAsync<Exception>(cancellationToken);
        if (kind == ExchangeKind.Sealed)
        {
            Assert.That((failure as HttpaUnavailableException)?.RequestMayHaveBeenProcessed, Is.True);
            Assert.That(Application.Runs, Is.EqualTo(1));
            return;
        }

        Assert.That(failure, Is.InstanceOf<HttpRequestException>().Or.InstanceOf<HttpaProtocolException>());
        AssertNothingWasSent();
    }

    [Test]
    public async Task A_second_answer_behind_the_first_is_nobodys(CancellationToken cancellationToken)
    {
        Proxy.Script = async exchange =>
        {
            var answer = (await exchange.AskServiceAsync()).ToBytes();
            await exchange.WriteAsync([.. answer, .. answer]);
        };
        var client = CreateClient();
        for (var i = 0; i < 3; i++)
        {
            using var response = await client.GetAsync($"/private?{i}", cancellationToken);
            Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Does.EndWith($"?{i}"));
        }
    }
}
