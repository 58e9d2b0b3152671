using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>The service's half of the session exchange (HTTPA/1, section 3). Secret is empty one way.</summary>
internal sealed record SessionResponse(ReadOnlyMemory<byte> SessionId, ReadOnlyMemory<byte> Random, ReadOnlyMemory<byte> Secret, ReadOnlyMemory<byte> Binder)
{
    public const int RandomLength = 32;

    private static readonly string[] Names = [FieldName.SessionId, FieldName.Random, FieldName.Secret, FieldName.Binder];

    public static ReadOnlySpan<string> FieldNames => Names;

    /// <summary>Name and value of each field in the order of the profile.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        yield return new(FieldName.SessionId, StructuredFields.FormatBytes(SessionId.Span));
        yield return new(FieldName.Random, StructuredFields.FormatBytes(Random.Span));
        if (!Secret.IsEmpty) yield return new(FieldName.Secret, StructuredFields.FormatBytes(Secret.Span));
        yield return new(FieldName.Binder, StructuredFields.FormatBytes(Binder.Span));
    }

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out SessionResponse? response, out string problem)
    {
        response = null;
        var reader = new FieldReader(fields);
        var sessionId = reader.Bytes(FieldName.SessionId, ServerHello.MinSessionIdLength, ServerHello.MaxSessionIdLength);
        var random = reader.Bytes(FieldName.Random, RandomLength, RandomLength);
        var secret = fields[FieldName.Secret] is null
            ? default
            : reader.Bytes(FieldName.Secret, SessionRequest.MinSecretLength, SessionRequest.MaxSecretLength);
        var binder = reader.Bytes(FieldName.Binder, KeySchedule.BinderLength, KeySchedule.BinderLength);
        if (!reader.Succeeded(out problem)) return false;

        response = new SessionResponse(sessionId, random, secret, binder);
        return true;
    }
}
