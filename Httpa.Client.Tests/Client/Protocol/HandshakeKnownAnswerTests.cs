using Httpa.Client.Protocol;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

[TestFixtureSource(typeof(KnownAnswers), nameof(KnownAnswers.Names))]
public sealed class HandshakeKnownAnswerTests(string name)
{
    private KnownAnswers _case = null!;
    private ClientHello _client = null!;
    private ServerHello _server = null!;
    private EvidenceBody _body = null!;
    private byte[] _h1 = null!;

    [OneTimeSetUp]
    public void ParseTheAttestExchange()
    {
        _case = KnownAnswers.Find(name);
        Assert.That(ClientHello.TryParse(_case.Fields("attestRequest", ClientHello.FieldNames), out _client!, out var problem), problem);
        Assert.That(ServerHello.TryParse(_case.Fields("attestResponse", ServerHello.FieldNames), out _server!, out problem), problem);
        Assert.That(EvidenceBody.TryParse(KnownAnswers.Bytes(_case.Messages, "attestResponseBody"), out _body!, out problem), problem);
        _h1 = AttestTranscript.H1(_client, _server, _body.PublicKey.Span);
    }

    [Test]
    public void Messages_have_the_values_that_went_in()
    {
        var inputs = _case.Inputs;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StructuredFields.FormatTokens(_client.Versions), Is.EqualTo(inputs.GetProperty("versionsText").GetString()));
            Assert.That(_client.Origin, Is.EqualTo(_case.Origin));
            Assert.That(_client.Date.ToUnixTimeSeconds(), Is.EqualTo(inputs.GetProperty("clientDate").GetInt64()));
            Assert.That(_client.Random.ToArray(), Is.EqualTo(KnownAnswers.Bytes(inputs, "clientRandom")));
            Assert.That(_server.Date.ToUnixTimeSeconds(), Is.EqualTo(inputs.GetProperty("serverDate").GetInt64()));
            Assert.That(_server.Expires.ToUnixTimeSeconds(), Is.EqualTo(inputs.GetProperty("expires").GetInt64()));
            Assert.That(_server.Random.ToArray(), Is.EqualTo(KnownAnswers.Bytes(inputs, "serverRandom")));
            Assert.That(_server.SessionId.ToArray(), Is.EqualTo(_case.SessionId));
            Assert.That(_server.CipherSuite, Is.EqualTo(_case.Suite.Token));
            Assert.That(_server.ClientEvidenceRequired, Is.EqualTo(_case.IsMutual));
            Assert.That(_body.PublicKey.ToArray(), Is.EqualTo(KnownAnswers.Bytes(inputs.GetProperty("serverKem"), "public")));
        }
    }

    [Test]
    public void Messages_are_written_as_they_were_read()
    {
        AssertFields("attestRequest", _client.ToFields());
        AssertFields("attestResponse", _server.ToFields());
        AssertFields("sessionRequest", ReadSessionRequest().ToFields());
        AssertFields("sessionResponse", ReadSessionResponse().ToFields());
        Assert.That(_body.Serialize(), Is.EqualTo(KnownAnswers.Bytes(_case.Messages, "attestResponseBody")));
    }

    [Test]
    public void Transcript_gives_H1_the_device_nonce_and_the_binding()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_h1, Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "H1")));
            Assert.That(AttestTranscript.DeviceNonce(_h1), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "deviceNonce")));
            Assert.That(AttestTranscript.Binding(_h1, _body.Devices), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "binding")));
        }
    }

    [Test]
    public void Transcript_gives_the_clients_binding_in_mutual_cases()
    {
        if (!_case.IsMutual)
        {
            Assert.That(_case.Outputs.TryGetProperty("clientBinding", out _), Is.False, "one way, there is none");
            return;
        }

        Assert.That(EvidenceBody.TryParse(ClientBody(), out var body, out var problem), problem);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(AttestTranscript.ClientDeviceNonce(_h1), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "clientDeviceNonce")));
            Assert.That(
                AttestTranscript.ClientBinding(_h1, body!.PublicKey.Span, body.Devices), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "clientBinding")));
            Assert.That(body.Serialize(), Is.EqualTo(ClientBody()));
        }
    }

    [Test]
    public void Secrets_seal_and_open_to_the_known_bytes()
    {
        var (inputs, outputs) = (_case.Inputs, _case.Outputs);
        var info = KeySchedule.ClientSecretInfo(_h1);
        Assert.That(info, Is.EqualTo(KnownAnswers.Bytes(outputs, "secretInfo")));
        AssertSealsAndOpens("serverKem", "secretEncapsulation", info, KnownAnswers.Bytes(inputs, "PSc"), KnownAnswers.Bytes(outputs, "secret"));
        if (!_case.IsMutual) return;
        using var schedule = NewSchedule();
        Assert.That(schedule.ServerSecretInfo(), Is.EqualTo(KnownAnswers.Bytes(outputs, "serverSecretInfo")));
        AssertSealsAndOpens(
            "clientKem", "serverSecretEncapsulation", schedule.ServerSecretInfo(), KnownAnswers.Bytes(inputs, "PSs"), KnownAnswers.Bytes(outputs, "serverSecret"));
    }

    [Test]
    public void Schedule_gives_binders_and_traffic_keys()
    {
        using var schedule = NewSchedule();
        Assert.That(schedule.ClientBinder(), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "clientBinder")));
        Assert.That(schedule.ClientBinderMatches(ReadSessionRequest().Binder.Span));

        var response = ReadSessionResponse();
        schedule.Establish(response.Random.Span, response.Secret.Span, _case.IsMutual ? KnownAnswers.Bytes(_case.Inputs, "PSs") : []);
        Assert.That(schedule.ServerBinder(), Is.EqualTo(KnownAnswers.Bytes(_case.Outputs, "serverBinder")));
        Assert.That(schedule.ServerBinderMatches(response.Binder.Span));

        var (client, server) = schedule.DeriveTrafficKeys(_case.Suite);
        AssertSealsAlike(client, _case.NewDirection(client: true));
        AssertSealsAlike(server, _case.NewDirection(client: false));
    }

    [Test]
    public void A_binder_with_any_bit_flipped_does_not_match()
    {
        using var schedule = NewSchedule();
        var binder = schedule.ClientBinder();
        for (var bit = 0; bit < binder.Length * 8; bit++)
        {
            binder[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.That(schedule.ClientBinderMatches(binder), Is.False);
            binder[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.That(schedule.ClientBinderMatches(binder.AsSpan(..^1)), Is.False);
        Assert.That(schedule.ClientBinderMatches([]), Is.False);
    }

    [Test]
    public void Nonces_are_iv_xor_number_final_and_index()
    {
        foreach (var nonce in _case.Nonces)
        {
            using var key = _case.NewDirection(nonce.GetProperty("direction").GetString() == "client");
            var written = new byte[12];
            key.WriteNonce(
                new RecordNumber(nonce.GetProperty("n").GetUInt64(), nonce.GetProperty("i").GetUInt64(), nonce.GetProperty("final").GetInt32() == 1), written);
            Assert.That(written, Is.EqualTo(KnownAnswers.Bytes(nonce, "nonce")));
        }
    }

    private SessionRequest ReadSessionRequest()
    {
        Assert.That(SessionRequest.TryParse(_case.Fields("sessionRequest", SessionRequest.FieldNames), out var request, out var problem), problem);
        return request!;
    }

    private SessionResponse ReadSessionResponse()
    {
        Assert.That(SessionResponse.TryParse(_case.Fields("sessionResponse", SessionResponse.FieldNames), out var response, out var problem), problem);
        return response!;
    }

    private byte[] ClientBody() => _case.IsMutual ? KnownAnswers.Bytes(_case.Messages, "sessionRequestBody") : [];

    private KeySchedule NewSchedule() => new(
        _h1, _client.Random.Span, _server.Random.Span, KnownAnswers.Bytes(_case.Messages, "attestResponseBody"),
        ReadSessionRequest().Secret.Span, ClientBody(), KnownAnswers.Bytes(_case.Inputs, "PSc"));

    private void AssertSealsAndOpens(string kem, string encapsulation, byte[] info, byte[] secret, byte[] expected)
    {
        using var pair = _case.Suite.ImportKeyPair(KnownAnswers.Bytes(_case.Inputs.GetProperty(kem), "private"));
        Assert.That(pair.PublicKey.ToArray(), Is.EqualTo(KnownAnswers.Bytes(_case.Inputs.GetProperty(kem), "public")));
        var opened = new byte[secret.Length];
        Assert.That(pair.TryOpen(info, expected, opened), Is.True);
        Assert.That(opened, Is.EqualTo(secret));
        Assert.That(expected, Has.Length.EqualTo(_case.Suite.SecretLength));

        var given = _case.Inputs.GetProperty(encapsulation);
        var randomness = KnownAnswers.Bytes(given, given.TryGetProperty("ephemeralPrivate", out _) ? "ephemeralPrivate" : "ekm");
        Assert.That(_case.Suite.TrySeal(pair.PublicKey.Span, info, secret, randomness, out var again));
        Assert.That(again, Is.EqualTo(expected));
    }

    private static void AssertSealsAlike(DirectionKey one, DirectionKey other)
    {
        using (one)
        using (other)
        {
            var (first, second) = (new byte[64], new byte[64]);
            one.TrySeal(new RecordNumber(7, 1, true), [1, 2, 3], new byte[48], first);
            other.TrySeal(new RecordNumber(7, 1, true), [1, 2, 3], new byte[48], second);
            Assert.That(first, Is.EqualTo(second));
        }
    }

    private void AssertFields(string message, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var expected = _case.Messages.GetProperty(message).EnumerateObject()
            .Where(p => p.Name.StartsWith("attest-", StringComparison.Ordinal))
            .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!));
        Assert.That(fields, Is.EquivalentTo(expected));
    }
}
