using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated Azure confidential VM: paravisor and vTPM on simulated hardware (SEV-SNP or TDX), in the genuine formats. Its evidence proves nothing: a verifier accepts it
/// only under a policy that names the hardware's root. Safe for concurrent use.
/// </summary>
public sealed class SimulatedAzureVtpm : ISimulatedTee
{
    private readonly ISimulatedTee _hardware;
    private readonly Lock _gate = new();

    /// <summary>Makes a VM with keys of its own.</summary>
    /// <param name="settings">What it is; null for a VM on SEV-SNP.</param>
    /// <param name="timeProvider">The clock that endorsements are dated by; null for the system's.</param>
    public SimulatedAzureVtpm(SimulatedAzureVtpmSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedAzureVtpmSettings();
        _hardware = Settings.OnTdx ? new SimulatedTdx(Settings.Tdx, timeProvider) : new SimulatedSnp(Settings.Snp, timeProvider);
        Report = new SimulatedHclReport { IsTdx = Settings.OnTdx, RuntimeData = SimulatedHclReport.RuntimeDataOf(Key) };
        Quote = new SimulatedTpmQuote { Pcrs = Settings.QuotedPcrs, PcrDigest = SHA256.HashData(PcrValues) };
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.AzureVtpm;

    /// <summary>What the VM is.</summary>
    public SimulatedAzureVtpmSettings Settings { get; }

    /// <summary>The vTPM's attestation key.</summary>
    internal RSA Key { get; } = RSA.Create(2048);

    /// <summary>The recipe of the paravisor's report, for tests to vary.</summary>
    internal SimulatedHclReport Report { get; }

    /// <summary>The recipe of the vTPM's quotes, for tests to vary.</summary>
    internal SimulatedTpmQuote Quote { get; }

    /// <summary>The values of the quoted PCRs, one after the other.</summary>
    internal byte[] PcrValues => [.. Settings.QuotedPcrs.SelectMany(index => Settings.PcrOf(index).Bytes.ToArray())];

    /// <summary>Produces a quote that carries the binding, with all endorsements stapled.</summary>
    /// <param name="binding">The 64 bytes that the quote must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));
        var hardware = await _hardware.ProduceEvidenceAsync(Report.ReportData, cancellationToken).ConfigureAwait(false);
        return Assemble(Report, Quote.Encode(binding.Span), hardware);
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => PolicyOf(Settings);

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild() => PolicyOf(Settings with { Build = "another build" });

    /// <summary>Erases the keys.</summary>
    public void Dispose()
    {
        Key.Dispose();
        _hardware.Dispose();
    }

    /// <summary>Evidence of the hardware that carries report data, for tests to vary.</summary>
    internal EndorsedEvidence OfHardware(byte[] reportData) => _hardware.ProduceEvidenceAsync(reportData, default).AsTask().GetAwaiter().GetResult();

    /// <summary>Puts the parts together and signs the quote.</summary>
    internal EndorsedEvidence Assemble(SimulatedHclReport report, byte[] quote, EndorsedEvidence hardware, RSA? key = null)
    {
        byte[] signature;
        lock (_gate) signature = (key ?? Key).SignData(quote, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var documents = hardware.Endorsements.Names.ToDictionary(name => name, name => hardware.Endorsements.TryGet(name, out var content) ? content : default, StringComparer.Ordinal);
        documents["pcrs"] = PcrValues;
        if (Settings.OnTdx) documents["td_quote"] = hardware.Evidence.Value;
        return new(new Evidence(Type, Join(report.Encode(hardware.Evidence.Value.Span), quote, signature)), new Endorsements(documents));
    }

    /// <summary>Parts, each after its length.</summary>
    internal static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        using var joined = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            joined.Write(length);
            joined.Write(part);
        }

        return joined.ToArray();
    }

    private AttestationPolicy PolicyOf(SimulatedAzureVtpmSettings settings) => new()
    {
        Name = "simulated Azure VM",
        AzureVtpm = new AzureVtpmPolicy
        {
            Pcrs = [new AzureVtpmPcr(4, ReferenceValue.AnyOf(new NamedValue<Measurement>(settings.PcrOf(4), "simulated system")))],
            Hardware = _hardware.CreatePolicy(),
        },
    };
}
