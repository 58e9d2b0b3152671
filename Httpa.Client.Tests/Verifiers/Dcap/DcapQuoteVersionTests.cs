using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Dcap;

/// <summary>SGX quotes of versions 4 and 5, which no public vector has, and genuine TDX quotes as far as both kinds are alike.</summary>
internal sealed class DcapQuoteVersionTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase((ushort)4)]
    [TestCase((ushort)5)]
    public void Accepts_newer_quotes_of_an_enclave(ushort version)
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var result = Judge(tee, Encode(tee, key, version, bodyType: 1));

        Assert.That(result.Findings, Is.Empty);
        Assert.That(((SgxClaims)result.Claims!).QuoteVersion, Is.EqualTo(version));
        Assert.That(((SgxClaims)result.Claims).MrEnclave, Is.EqualTo(tee.Settings.MrEnclave));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(3)]
    public void Refuses_another_type_of_body(int bodyType)
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(Reasons(Judge(tee, Encode(tee, key, 5, (ushort)bodyType))), Is.EqualTo(new[] { AppraisalReason.QuoteMalformed }));
    }

    [Test]
    public void Refuses_a_newer_quote_whose_certification_data_is_not_nested()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(Reasons(Judge(tee, Encode(tee, key, 4, bodyType: 1, outerType: 5))), Is.EqualTo(new[] { AppraisalReason.CertificationDataUnsupported }));
    }

    [Test]
    public void Refuses_reserved_bytes_in_the_header_of_a_newer_quote()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var quote = Encode(tee, key, 4, bodyType: 1);
        quote[9] = 1;
        Assert.That(Reasons(Judge(tee, quote)), Is.EqualTo(new[] { AppraisalReason.QuoteMalformed }));
    }

    [Test]
    public void Refuses_an_attestation_key_that_is_no_point_of_the_curve()
    {
        using var tee = new SimulatedSgx(new SimulatedSgxSettings { IssuedAt = Time });
        var point = Enumerable.Repeat((byte)1, 64).ToArray();
        var recipe = tee.Quote with { QeReportData = [.. SHA256.HashData([.. point, .. tee.Quote.AuthenticationData]), .. new byte[32]] };
        var quote = recipe.Encode(new byte[64]);
        point.CopyTo(quote, 48 + 384 + 4 + 64);

        Assert.That(Reasons(Judge(tee, quote)), Is.EqualTo(new[] { AppraisalReason.AttestationKeyInvalid }));
    }

    [Test]
    public void Takes_genuine_TDX_quotes_apart()
    {
        var folders = Directory.GetDirectories(SharedFolder.Path("vectors", "tdx"));
        Assert.Multiple(() =>
        {
            foreach (var folder in folders)
            {
                var bytes = File.ReadAllBytes(Path.Combine(folder, "evidence.bin")).AsSpan();
                var length = EndOf(bytes);
                var isParsed = DcapQuote.TryParse(bytes[..length], DcapTee.Tdx, out var quote, out var finding);
                if (finding?.Reason == AppraisalReason.CertificationDataUnsupported) continue;
                Assert.That(isParsed, Is.True, $"{folder}: {finding}");
                Assert.That(quote.Body.Length, Is.EqualTo(584).Or.EqualTo(648), folder);
                Assert.That(DcapQuote.TryParse(bytes[..length], DcapTee.Sgx, out _, out finding), Is.False, folder);
                Assert.That(finding!.Reason, Is.EqualTo(AppraisalReason.TeeTypeMismatch), folder);
            }
        });
    }

    /// <summary>Where a TDX quote ends, by its own lengths.</summary>
    private static int EndOf(ReadOnlySpan<byte> quote)
    {
        var body = quote[0] == 5 ? 6 + BinaryPrimitives.ReadInt32LittleEndian(quote[50..]) : 584;
        return 48 + body + 4 + BinaryPrimitives.ReadInt32LittleEndian(quote[(48 + body)..]);
    }

    private static byte[] Encode(SimulatedSgx tee, ECDsa key, ushort version, ushort bodyType, ushort outerType = 6)
    {
        var recipe = tee.Quote with { AttestationKey = key };
        var simple = recipe.Encode(new byte[64]);
        var certified = recipe.Certify();
        var header = simple[..48];
        BinaryPrimitives.WriteUInt16LittleEndian(header, version);
        header.AsSpan(8, 4).Clear();
        byte[] descriptor = version == 5 ? [.. BitConverter.GetBytes(bodyType), .. BitConverter.GetBytes(384)] : [];
        byte[] signed = [.. header, .. descriptor, .. simple[48..432]];
        byte[] data =
        [
            .. key.SignData(signed, HashAlgorithmName.SHA256),
            .. simple[500..564],
            .. BitConverter.GetBytes(outerType),
            .. BitConverter.GetBytes(certified.Length),
            .. certified,
        ];
        return [.. signed, .. BitConverter.GetBytes(data.Length), .. data];
    }

    private static AuthenticationResult Judge(SimulatedSgx tee, byte[] quote) => new SgxVerifier().Authenticate(
        new EndorsedEvidence(new Evidence(EvidenceType.Sgx, quote), tee.Endorsements), tee.CreatePolicy(), Time);

    private static IEnumerable<AppraisalReason> Reasons(AuthenticationResult result) => result.Findings.Select(f => f.Reason);
}
