using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Httpa.TestServer.Simulated;

/// <summary>Documents as Intel's provisioning certification service sends them: a body, and beside it the signature over the body's exact bytes.</summary>
internal static class SimulatedSignedJson
{
    /// <summary>Writes a body without white space.</summary>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Signs a body and puts it into its envelope: <c>{"name":body,"signature":"128 hexadecimal digits"}</c>.</summary>
    public static byte[] Sign(string name, string body, ECDsa key)
    {
        var signature = key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256);
        return Encoding.UTF8.GetBytes($$"""{"{{name}}":{{body}},"signature":"{{Convert.ToHexStringLower(signature)}}"}""");
    }

    /// <summary>A time as Intel writes it: UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The end of a level: its date, status and advisories.</summary>
    public static void WriteLevelEnd(Utf8JsonWriter writer, DateTimeOffset date, string status, IReadOnlyList<string> advisoryIds)
    {
        writer.WriteString("tcbDate", Time(date));
        writer.WriteString("tcbStatus", status);
        if (advisoryIds.Count == 0) return;

        writer.WriteStartArray("advisoryIDs");
        foreach (var id in advisoryIds) writer.WriteStringValue(id);
        writer.WriteEndArray();
    }
}
