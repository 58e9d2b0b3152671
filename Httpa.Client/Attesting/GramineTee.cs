using System.Text;
using Httpa.Verifiers;

namespace Httpa.Client.Attesting;

/// <summary>
/// The SGX enclave that this process runs in under Gramine, through the files of its <c>/dev/attestation</c>. The enclave needs <c>sgx.remote_attestation = "dcap"</c> in its manifest.
/// The files belong to the whole process: keep one of these. Safe for concurrent use.
/// </summary>
/// <remarks>Source: Gramine documentation, "Attestation and Secret Provisioning".</remarks>
public sealed class GramineTee : ITee, IDisposable
{
    /// <summary>Where Gramine has the files.</summary>
    public const string DefaultRoot = "/dev/attestation";

    private readonly string _root;
    private readonly KernelFiles _files;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Looks whether quotes can be had.</summary>
    /// <param name="root">The directory of the files.</param>
    /// <exception cref="PlatformNotSupportedException">This process does not run under Gramine, or the manifest does not ask for DCAP.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public GramineTee(string root = DefaultRoot)
        : this(root, new KernelFiles())
    {
    }

    internal GramineTee(string root, KernelFiles files)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        (_root, _files) = (root, files);
        if (!files.DirectoryExists(root)) throw new PlatformNotSupportedException($"There is no '{root}': this process does not run under Gramine with SGX.");
        var kind = Encoding.ASCII.GetString(files.Read(Path.Combine(root, "attestation_type"))).Trim('\0', '\n', ' ');
        if (kind != "dcap") throw new PlatformNotSupportedException($"Gramine's attestation is '{kind}'; set sgx.remote_attestation = \"dcap\" in the manifest.");
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>Has Gramine produce a quote that carries the binding.</summary>
    /// <param name="binding">The 64 bytes that the quote must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for other callers of this object.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    /// <exception cref="IOException">Gramine did not produce a quote.</exception>
    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        // What is written and the quote that is read belong together, and there is one pair of files.
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _files.Write(Path.Combine(_root, "user_report_data"), binding.Span);
            var quote = _files.Read(Path.Combine(_root, "quote"));
            return quote.Length > 0 ? new EndorsedEvidence(new Evidence(Type, quote), Endorsements.None) : throw new IOException($"'{_root}/quote' is empty.");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();
}
