using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Nitro;

/// <summary>
/// An attestation document of AWS Nitro Enclaves, parsed and nothing more (AWS, "Nitro Enclaves Attestation Process", sections 2.2, 3.1 and 3.2.2): a COSE_Sign1 message around a
/// map of known members.
/// </summary>
/// <remarks>
/// AWS' text and its service differ in three things, in which the documents of the service count. An optional member is null when the enclave did not give it. User data
/// and nonce have up to 1024 bytes, as section 2.2 says and not section 3.2.2. The map ends with a mark since 2025.
/// </remarks>
internal sealed class NitroDocument
{
    private const int MaxPayload = 16384;
    private const int MaxMembers = 9;
    private const int MaxNameLength = 16;
    private const int MaxModuleIdLength = 256;
    private const int MaxDigestLength = 16;
    private const int MaxCertificateLength = 1024;
    private const int MaxDataLength = 1024;
    private const int MaxPcrs = 32;
    private const string Digest = "SHA384";

    // AWS sends a root and three intermediates.
    private const int MaxCaBundle = 8;
    private static readonly long MaxTimestamp = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly SortedDictionary<int, Measurement> _pcrs = [];
    private readonly List<ReadOnlyMemory<byte>> _caBundle = [];
    private string _moduleId = "";
    private string _digest = "";
    private long _timestamp;
    private Measurement? _publicKey;
    private Measurement? _userData;
    private Measurement? _nonce;

    private NitroDocument(CoseSign1 message) => Message = message;

    /// <summary>The document with its signature.</summary>
    public CoseSign1 Message { get; }

    /// <summary>The certificate of the key that signs the document, DER.</summary>
    public ReadOnlyMemory<byte> Certificate { get; private set; }

    /// <summary>The certificates above it, DER, from the root down.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CaBundle => _caBundle;

    /// <summary>Takes a document apart.</summary>
    /// <param name="bytes">The document, tagged or not; it must not change.</param>
    /// <param name="document">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out NitroDocument? document, [NotNullWhen(false)] out Finding? finding)
    {
        (document, finding) = (null, null);
        if (CoseSign1.TryParse(bytes, CoseTagging.Optional) is { Payload.Length: <= MaxPayload } message)
        {
            var read = new NitroDocument(message);
            if (read.TryRead(new StrictCbor(message.Payload, lengths: CborLengths.DefiniteOrMarked)))
            {
                document = read;
                return true;
            }
        }

        finding = new Finding(AppraisalReason.NitroDocumentMalformed, FindingKind.NotGenuine, "attestation document", "a COSE_Sign1 message around a document of AWS' format", "malformed",
            "Send the document untouched, as the Nitro Security Module gives it out.");
        return false;
    }

    /// <summary>What the document says, copied out of it.</summary>
    public NitroClaims ToClaims() => new()
    {
        ModuleId = _moduleId,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(_timestamp),
        Digest = _digest,
        Pcrs = _pcrs.ToDictionary(pcr => pcr.Key, pcr => Copy(pcr.Value)).AsReadOnly(),
        PublicKey = _publicKey is { } key ? Copy(key) : null,
        UserData = _userData is { } data ? Copy(data) : null,
        Nonce = _nonce is { } nonce ? Copy(nonce) : null,
    };

    private static Measurement Copy(Measurement slice) => new(slice.Bytes.ToArray());

    private static Measurement? ReadOptional(StrictCbor cbor, int minimum) =>
        cbor.TryReadNull() ? null : new Measurement(cbor.ReadBytes(minimum, MaxDataLength));

    private bool TryRead(StrictCbor cbor)
    {
        // A member that stands twice is a failure already, so that the loop ends with the ninth.
        for (cbor.ReadMap(MaxMembers); cbor.HasMore;) ReadMember(cbor);
        cbor.EndMap();
        var hasAll = _moduleId.Length > 0 && _digest == Digest && _timestamp > 0 && _pcrs.Count > 0 && !Certificate.IsEmpty && _caBundle.Count > 0;
        return hasAll && cbor.IsComplete;
    }

    private void ReadMember(StrictCbor cbor)
    {
        switch (cbor.ReadText(MaxNameLength))
        {
            case "module_id": _moduleId = cbor.ReadText(MaxModuleIdLength); break;
            case "digest": _digest = cbor.ReadText(MaxDigestLength); break;
            case "timestamp": _timestamp = cbor.ReadInteger(1, MaxTimestamp); break;
            case "pcrs": ReadPcrs(cbor); break;
            case "certificate": Certificate = cbor.ReadBytes(1, MaxCertificateLength); break;
            case "cabundle": ReadCaBundle(cbor); break;
            case "public_key": _publicKey = ReadOptional(cbor, minimum: 1); break;
            case "user_data": _userData = ReadOptional(cbor, minimum: 0); break;
            case "nonce": _nonce = ReadOptional(cbor, minimum: 0); break;
            default: cbor.Fail(); break;
        }
    }

    private void ReadPcrs(StrictCbor cbor)
    {
        for (cbor.ReadMap(MaxPcrs); cbor.HasMore;)
        {
            var index = (int)cbor.ReadInteger(0, MaxPcrs - 1);
            var value = cbor.ReadBytes(32, 64);
            if (value.Length is not (32 or 48 or 64)) cbor.Fail();
            _pcrs[index] = new Measurement(value);
        }

        cbor.EndMap();
    }

    private void ReadCaBundle(StrictCbor cbor)
    {
        for (cbor.ReadArray(MaxCaBundle); cbor.HasMore;)
        {
            if (_caBundle.Count == MaxCaBundle) cbor.Fail();
            _caBundle.Add(cbor.ReadBytes(1, MaxCertificateLength));
        }

        cbor.EndArray();
    }
}
