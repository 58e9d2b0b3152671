namespace Httpa.Client.Protocol;

/// <summary>The names of the Attest-* fields, lower case.</summary>
internal static class FieldName
{
    public const string Binder = "attest-binder";
    public const string CipherSuite = "attest-cipher-suite";
    public const string CipherSuites = "attest-cipher-suites";
    public const string ClientEvidence = "attest-client-evidence";
    public const string Date = "attest-date";
    public const string Error = "attest-error";
    public const string EvidenceTypes = "attest-evidence-types";
    public const string Expires = "attest-expires";
    public const string Origin = "attest-origin";
    public const string Random = "attest-random";
    public const string Seal = "attest-seal";
    public const string Secret = "attest-secret";
    public const string Sequence = "attest-sequence";
    public const string SessionId = "attest-session-id";
    public const string Version = "attest-version";
    public const string Versions = "attest-versions";
}
