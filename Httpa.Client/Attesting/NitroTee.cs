using System.Formats.Cbor;
using Httpa.Verifiers;
using Httpa.Verifiers.Encoding;

namespace Httpa.Client.Attesting;

/// <summary>
/// The AWS Nitro enclave that this process runs in, through the kernel's device of the Nitro Security Module. Needs CAP_SYS_ADMIN, which the first process of an enclave has. Keep
/// one; safe for concurrent use.
/// </summary>
/// <remarks>Sources: Linux, include/uapi/linux/nsm.h; AWS, aws-nitro-enclaves-nsm-api (requests and responses in CBOR).</remarks>
public sealed class NitroTee : ITee, IDisposable
{
    /// <summary>Where Linux has the device.</summary>
    public const string DefaultDevice = "/dev/nsm";

    private const int MaxDocument = 0x3000;
    private const int MaxErrorLength = 64;

    private readonly NsmDevice _module;

    /// <summary>Opens the device.</summary>
    /// <param name="device">The path of the device.</param>
    /// <exception cref="PlatformNotSupportedException">There is no such device: this is no Nitro enclave, or its kernel lacks the driver.</exception>
    /// <exception cref="IOException">The device cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the device.</exception>
    public NitroTee(string device = DefaultDevice)
        : this(Open(device))
    {
    }

    internal NitroTee(NsmDevice module) => _module = module;

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Nitro;

    /// <summary>Has the Nitro Security Module make a document that carries the binding as user data. It needs no endorsements.</summary>
    /// <param name="binding">The 64 bytes that the document must carry.</param>
    /// <param name="cancellationToken">Cancels before the call to the kernel, which answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    /// <exception cref="IOException">The module did not make a document.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));
        var document = ReadDocument(_module.Exchange(Request(binding.Span)));
        return new(new EndorsedEvidence(new Evidence(Type, document), Endorsements.None));
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    private static NsmDevice Open(string device)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        return OperatingSystem.IsLinux() && File.Exists(device) ? new NsmDevice(device)
            : throw new PlatformNotSupportedException($"There is no '{device}': this is no AWS Nitro enclave, or its kernel lacks the driver (CONFIG_NSM).");
    }

    private static byte[] Request(ReadOnlySpan<byte> binding)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteTextString("Attestation");
        writer.WriteStartMap(3);
        writer.WriteTextString("user_data");
        writer.WriteByteString(binding);
        writer.WriteTextString("nonce");
        writer.WriteNull();
        writer.WriteTextString("public_key");
        writer.WriteNull();
        writer.WriteEndMap();
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static ReadOnlyMemory<byte> ReadDocument(byte[] response)
    {
        // { "Attestation": { "document": bytes } } or { "Error": text }
        var cbor = new StrictCbor(response, lengths: CborLengths.DefiniteOrMarked);
        cbor.ReadMap(maximum: 1);
        var document = ReadOnlyMemory<byte>.Empty;
        switch (cbor.ReadText(MaxErrorLength))
        {
            case "Attestation":
                cbor.ReadMap(maximum: 1);
                if (cbor.ReadText(MaxErrorLength) != "document") cbor.Fail();
                document = cbor.ReadBytes(1, MaxDocument);
                cbor.EndMap();
                break;
            case "Error" when cbor.ReadText(MaxErrorLength) is { Length: > 0 } error:
                throw new IOException($"The Nitro Security Module made no document: {error}.");
            default:
                cbor.Fail();
                break;
        }

        cbor.EndMap();
        return cbor.IsComplete ? document : throw new IOException("The Nitro Security Module gave an answer that is no answer to the request.");
    }
}
