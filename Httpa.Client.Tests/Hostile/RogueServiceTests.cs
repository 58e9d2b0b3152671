using System.Buffers.Binary;
using System.Text;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer.Sealed;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>An attested service that seals, under the session's real keys, what a sealed answer must not be.</summary>
internal sealed class RogueServiceTests : HostileFixture
{
    private const string Body = "12345";

    [TestCase("x-a", "1\r\nx-b: 2")]
    [TestCase("x-a", "1\n2")]
    [TestCase("x-a", "1\02")]
    [TestCase("x-a", " 1")]
    [TestCase("x-a", "1 ")]
    [TestCase("x\ra", "1")]
    [TestCase("x a", "1")]
    [TestCase("X-A", "1")]
    [TestCase("", "1")]
    [TestCase(":status", "200")]
    [TestCase("transfer-encoding", "chunked")]
    [TestCase("connection", "close")]
    [TestCase("keep-alive", "1")]
    [TestCase("upgrade", "h2c")]
    [TestCase("trailer", "x-a")]
    [TestCase("te", "trailers")]
    [TestCase("host", "elsewhere.example")]
    [TestCase("proxy-authenticate", "Basic")]
    [TestCase("attest-session-id", ":AAAA:")]
    public Task Refuses_a_field_that_is_not_allowed(string name, string value, CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(200, (name, value)), ProtocolReason.ResponseMalformed, cancellationToken);

    [TestCase(0)]
    [TestCase(101)]
    [TestCase(199)]
    [TestCase(600)]
    [TestCase(65_535)]
    public Task Refuses_a_status_that_is_none(int status, CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(status), ProtocolReason.ResponseMalformed, cancellationToken);

    [Test]
    public Task Refuses_a_status_other_than_the_outer_one(CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(500), ProtocolReason.ResponseStatus, cancellationToken);

    [TestCase("4")]
    [TestCase("6")]
    [TestCase("0")]
    [TestCase("-5")]
    [TestCase("+5")]
    [TestCase("5, 5")]
    [TestCase("0x5")]
    [TestCase("99999999999999999999")]
    public Task Refuses_a_length_that_is_not_the_bodys(string length, CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(200, ("content-length", length)), ProtocolReason.ResponseLength, cancellationToken);

    [Test]
    public Task Refuses_a_length_that_stands_twice(CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(200, ("content-length", "5"), ("content-length", "5")), ProtocolReason.ResponseLength, cancellationToken);

    [Test]
    public Task Refuses_more_fields_than_256(CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(200, [.. Enumerable.Range(0, 257).Select(i => ($"x-{i}", ""))]), ProtocolReason.ResponseMalformed, cancellationToken);

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(9)]
    public Task Refuses_a_head_that_is_cut(int length, CancellationToken cancellationToken) =>
        AssertRefusedAsync(Head(200, ("x-a", "1"))[..length], ProtocolReason.ResponseMalformed, cancellationToken);

    [Test]
    public Task Refuses_text_that_is_not_utf8(CancellationToken cancellationToken)
    {
        var head = Head(200, ("x-a", "1"));
        head[^1] = 0xFF;
        return AssertRefusedAsync(head, ProtocolReason.ResponseMalformed, cancellationToken);
    }

    private async Task AssertRefusedAsync(byte[] head, ProtocolReason reason, CancellationToken cancellationToken)
    {
        OpenedRequest? opened = null;
        Application.OnRequest = request => opened = request;
        Proxy.AlterAnswers(ExchangeKind.Sealed, answer => answer.Body = ScriptedSession.Join(Sealer(opened!), [head, Encoding.ASCII.GetBytes(Body)]));
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((reason, true, 1)));
    }

    private static RecordSealer Sealer(OpenedRequest opened) => new(
        opened.Session.ServerKey, opened.Outer.Sequence,
        MessageContext.ForResponse(opened.Outer.SessionId, opened.Outer.Method, opened.Session.Terms.Origin, opened.Outer.Target.Raw));

    /// <summary>A response's head with exactly these parts, allowed or not.</summary>
    private static byte[] Head(int status, params (string Name, string Value)[] fields)
    {
        var age = ScriptedSession.Head(0, fields);
        var head = age[2..];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)status);
        return head;
    }
}
