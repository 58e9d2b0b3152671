using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>
/// The client's half of the session exchange (HTTPA/1, section 3); its evidence body is apart. The binder is 48 bytes; the secret's length is the
/// suite's, which only the session knows: compare it with <see cref="Crypto.CipherSuite.SecretLength"/> (opening does).
/// </summary>
internal sealed record SessionRequest(string Version, ReadOnlyMemory<byte> SessionId, ReadOnlyMemory<byte> Secret, ReadOnlyMemory<byte> Binder)
{
    /// <summary>The longest secret of any suite: X-Wing's.</summary>
    internal const int MaxSecretLength = 1120 + 64;

    /// <summary>The shortest secret of any suite: X25519's.</summary>
    internal const int MinSecretLength = 32 + 64;

    private static readonly string[] Names = [FieldName.Version, FieldName.SessionId, FieldName.Secret, FieldName.Binder];

    public static ReadOnlySpan<string> FieldNames => Names;

    /// <summary>Name and value of each field in the order of the profile.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields() =>
    [
        new(FieldName.Version, Version),
        new(FieldName.SessionId, StructuredFields.FormatBytes(SessionId.Span)),
        new(FieldName.Secret, StructuredFields.FormatBytes(Secret.Span)),
        new(FieldName.Binder, StructuredFields.FormatBytes(Binder.Span)),
    ];

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out SessionRequest? request, out string problem)
    {
        request = null;
        var reader = new FieldReader(fields);
        var version = reader.Token(FieldName.Version);
        var sessionId = reader.Bytes(FieldName.SessionId, ServerHello.MinSessionIdLength, ServerHello.MaxSessionIdLength);
        var secret = reader.Bytes(FieldName.Secret, MinSecretLength, MaxSecretLength);
        var binder = reader.Bytes(FieldName.Binder, KeySchedule.BinderLength, KeySchedule.BinderLength);
        if (!reader.Succeeded(out problem)) return false;

        request = new SessionRequest(version, sessionId, secret, binder);
        return true;
    }
}
