namespace Httpa.Client.OpenHttpa;

/// <summary>The tokens, numbers and field names of OpenHTTPA. Field names are lower case; those that HTTPA/1 has too mean other things there.</summary>
internal static class OpenHttpaNames
{
    /// <summary>The one version that is offered.</summary>
    public const string Version = "openhttpa";
    public const byte VersionId = 0x02;

    /// <summary>The one suite that is offered; the code of the reference runs it whatever name was chosen.</summary>
    public const string Suite = "X25519_ML_KEM768_AES256GCM_SHA384";
    public const ushort SuiteId = 0x0001;

    /// <summary>What the reference's client says of itself; nothing enforces it.</summary>
    public const string Policies = "direct=?1, allow-untrusted=?0";

    public const string JsonMediaType = "application/json";
    public const string StreamMediaType = "application/x-openhttpa-stream";

    public const string BaseCreation = "attest-base-creation";
    public const string BaseId = "attest-base-id";
    public const string Binder = "attest-binder";
    public const string Challenge = "attest-challenge";
    public const string CipherSuite = "attest-cipher-suite";
    public const string CipherSuites = "attest-cipher-suites";
    public const string Date = "attest-date";
    public const string Expires = "attest-expires";
    public const string KeyShare = "attest-key-share";
    public const string KeyShares = "attest-key-shares";
    public const string PoliciesField = "attest-policies";
    public const string Quotes = "attest-quotes";
    public const string Random = "attest-random";
    public const string ServerSignatures = "attest-server-signatures";
    public const string SupportedCipherSuites = "attest-supported-cipher-suites";
    public const string SupportedVersions = "attest-supported-versions";
    public const string Ticket = "attest-ticket";
    public const string VersionField = "attest-version";
    public const string Versions = "attest-versions";
}
