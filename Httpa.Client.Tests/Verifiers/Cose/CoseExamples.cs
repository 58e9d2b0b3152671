using Httpa.Verifiers.Pki;

namespace Httpa.Client.Tests.Verifiers.Cose;

/// <summary>Published examples of the COSE working group (github.com/cose-wg/Examples), which those in RFC 9052, appendix C, are taken from.</summary>
internal static class CoseExamples
{
    /// <summary>ecdsa-examples/ecdsa-sig-01: ES256, kid 11.</summary>
    public const string Es256 =
        "D28445A201260300A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "72727F48461FABBBA2E343492DDECAC3983686250BC68E9F1A7A07D41225B59F";

    /// <summary>ecdsa-examples/ecdsa-sig-02: ES384, kid P384.</summary>
    public const string Es384 =
        "D28444A1013822A104445033383454546869732069732074686520636F6E74656E742E5860B8F85EFF78C88F5351CED2F1887B79B296490795594B62E41E22529BB90208B7"
        + "D8CDDD4A46D0E9C986464D83D0A5D1EDF39B3E2C5750364230D0E8D76460D8808E76C83830FBBD1978CC174066EB437F17887979ECF027DCC9D51BAF6C4FD8C0";

    /// <summary>ecdsa-examples/ecdsa-sig-03: ES512, kid bilbo.baggins@hobbiton.example.</summary>
    public const string Es512 =
        "D28444A1013823A104581E62696C626F2E62616767696E7340686F626269746F6E2E6578616D706C6554546869732069732074686520636F6E74656E742E5884000F348009"
        + "BADC7DA478150AA7FA06DFD812CDF826344F17C7330563573D8F97F7A966924C3D88B108907235476E3F6BEA9F3890027792B0F94E905C217227CF064E00A6BC6A5187D0DF"
        + "9B1DB7675AECFC678CE4692A8121EB8170F3592A859D518FD3B823091AAB22E6C41EB97ED92127CE8C46DCC715A247CB78921FAD1E19133AFC30";

    /// <summary>sign1-tests/sign-pass-03: ES256 without the tag.</summary>
    public const string Untagged =
        "8443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "9F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794";

    /// <summary>sign1-tests/sign-pass-01: the algorithm in the unprotected header, an empty map in the protected one; not accepted here.</summary>
    public const string AlgorithmUnprotected =
        "D28441A0A201260442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "1A02E5F0344BF2D4EE5C7FD75A68A9F5E0B3CC1F1FC1409C189566586FF9D610";

    /// <summary>sign1-tests/sign-pass-02: signed with data from outside, which no evidence has.</summary>
    public const string WithExternalData =
        "D28443A10126A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "55388B10C4F1B59A6733EAB416870A945111A4B2FBDBEF33A77234B1DEFF2F9B";

    /// <summary>sign1-tests/sign-fail-02: another content.</summary>
    public const string ContentChanged =
        "D28443A10126A10442313154546869732069732074686520636F6E74656E742F5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "9F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794";

    /// <summary>sign1-tests/sign-fail-06: a protected parameter added.</summary>
    public const string ParameterAdded =
        "D28445A201260300A10442313154546869732069732074686520636F6E74656E742E5840EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
        + "9F43D6C6BA654472DA301B645B293C9BA939295B97C4BDB847782BFF384C5794";

    /// <summary>sign1-tests/sign-fail-01: tag 998.</summary>
    public const string WrongTag = "D903E6" + Untagged;

    /// <summary>mac0-tests/HMac-01: HMAC 256/256.</summary>
    public const string Mac =
        "D18443A10105A054546869732069732074686520636F6E74656E742E5820A1A848D3471F9D61EE49018D244C824772F223AD4F935293F1789FC3A08D8C58";

    /// <summary>mac0-tests/mac-fail-02: another code.</summary>
    public const string MacChanged =
        "D18443A10105A054546869732069732074686520636F6E74656E742E5820A1A848D3471F9D61EE49018D244C824772F223AD4F935293F1789FC3A08D8C59";

    /// <summary>The content of all of them.</summary>
    public static ReadOnlySpan<byte> Content => "This is the content."u8;

    /// <summary>The key of the authentication codes.</summary>
    public static byte[] MacKey => Convert.FromHexString("849B57219DAE48DE646D07DBB533566E976686457C1491BE3A76DCEA6C427188");

    public static PublicKey P256Key => Key(
        KeyKind.P256,
        "usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8", "IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4");

    public static PublicKey P384Key => Key(
        KeyKind.P384,
        "kTJyP2KSsBBhnb4kjWmMF7WHVsY55xUPgb7k64rDcjatChoZ1nvjKmYmPh5STRKc", "mM0weMVU2DKsYDxDJkEP9hZiRZtB8fPfXbzINZj_fF7YQRynNWedHEyzAJOX2e8s");

    public static PublicKey P521Key => Key(
        KeyKind.P521,
        "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
        "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1");

    private static PublicKey Key(KeyKind kind, string x, string y)
    {
        byte[] point = [.. System.Buffers.Text.Base64Url.DecodeFromChars(x), .. System.Buffers.Text.Base64Url.DecodeFromChars(y)];
        return PublicKey.TryImport(new PublicKeyInfo(kind, point), new VerificationCount())!;
    }
}
