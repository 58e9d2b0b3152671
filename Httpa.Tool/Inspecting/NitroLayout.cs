using System.Formats.Cbor;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Httpa.Tool.Inspecting;

/// <summary>
/// The members of an attestation document of AWS Nitro Enclaves (AWS, "Nitro Enclaves Attestation Process", sections 2.2 and 3.1), in the order they have. It shows broken documents
/// as far as they can be read, so it is not the verifier's parser, which refuses them.
/// </summary>
internal sealed class NitroLayout
{
    private readonly List<EvidenceField> _fields = [];
    private readonly StringBuilder _certificates = new();

    private NitroLayout()
    {
    }

    /// <summary>Members and certificates: the chain from the root down, and the enclave's where it stands.</summary>
    public static EvidenceLayout Of(ReadOnlyMemory<byte> document)
    {
        var layout = new NitroLayout();
        layout.Try("message", () => layout.ReadMessage(new CborReader(document, CborConformanceMode.Lax, allowMultipleRootLevelValues: true)));
        return new EvidenceLayout(layout._fields, Encoding.ASCII.GetBytes(layout._certificates.ToString()));
    }

    private void ReadMessage(CborReader message)
    {
        if (message.PeekState() == CborReaderState.Tag) Add("COSE tag", message.ReadTag().ToString("D"));
        message.ReadStartArray();
        Add("protected header", Hex(message.ReadByteString()));
        Add("unprotected header", Hex(message.ReadEncodedValue().Span));
        var payload = message.ReadByteString();
        Try("payload", () => ReadPayload(new CborReader(payload, CborConformanceMode.Lax)));
        Add("signature", Hex(message.ReadByteString()));
        message.ReadEndArray();
        if (message.BytesRemaining > 0) Add("after the document", $"{message.BytesRemaining} bytes");
    }

    private void ReadPayload(CborReader payload)
    {
        for (payload.ReadStartMap(); payload.PeekState() != CborReaderState.EndMap;)
        {
            var name = payload.ReadTextString();
            switch (name)
            {
                case "pcrs": ReadPcrs(payload); break;
                case "cabundle": ReadCaBundle(payload); break;
                case "certificate": AddCertificate(name, payload.ReadByteString()); break;
                case "timestamp": Add(name, Time(payload.ReadUInt64())); break;
                default: Add(name, Value(payload)); break;
            }
        }
    }

    private void ReadPcrs(CborReader payload)
    {
        for (payload.ReadStartMap(); payload.PeekState() != CborReaderState.EndMap;)
        {
            var index = payload.ReadInt64();
            Add($"PCR{index}", Hex(payload.ReadByteString()));
        }

        payload.ReadEndMap();
    }

    private void ReadCaBundle(CborReader payload)
    {
        var index = 0;
        for (payload.ReadStartArray(); payload.PeekState() != CborReaderState.EndArray;) AddCertificate($"cabundle {index++}", payload.ReadByteString());
        payload.ReadEndArray();
    }

    private void Add(string name, string value) => _fields.Add(new EvidenceField(name, value));

    private void AddCertificate(string name, byte[] der)
    {
        Add(name, $"{der.Length} bytes, see below");
        _certificates.Append(PemEncoding.WriteString("CERTIFICATE", der)).Append('\n');
    }

    private void Try(string name, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            // Malformed, of another type than the format says, or a number that is too large.
            _fields.Add(new EvidenceField(null, null, name, $"unreadable from here: {e.Message}", IsComplete: false));
        }
    }

    private static string Value(CborReader reader) => reader.PeekState() switch
    {
        CborReaderState.TextString => reader.ReadTextString(),
        CborReaderState.ByteString => Hex(reader.ReadByteString()),
        CborReaderState.Null => Null(reader),
        _ => Hex(reader.ReadEncodedValue().Span),
    };

    private static string Null(CborReader reader)
    {
        reader.ReadNull();
        return "none";
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && !bytes.ContainsAnyExcept((byte)0) ? "zero" : Convert.ToHexStringLower(bytes);

    private static string Time(ulong milliseconds) => milliseconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ({DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds):yyyy-MM-dd'T'HH:mm:ss.fff'Z'})")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}");
}
