using System.Security.Cryptography;
using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated SEV-SNP guest on a chip of its own: own root, CA, signing key and revocation list, in AMD's genuine formats. Its evidence proves nothing: a verifier accepts
/// it only under a policy that names <see cref="RootSpkiSha256"/>. Safe for concurrent use.
/// </summary>
public sealed class SimulatedSnp : ISimulatedTee
{
    private readonly TimeProvider _time;
    private readonly SimulatedAmdKeys _keys;
    private readonly Lock _lock = new();
    private readonly byte[] _root;
    private readonly byte[] _ca;
    private readonly byte[] _leaf;
    private DateTimeOffset _issued;
    private Endorsements? _endorsements;

    /// <summary>Makes a guest on a chip with keys of its own.</summary>
    /// <param name="settings">What guest and chip are; null for a production guest on an up-to-date Milan.</param>
    /// <param name="timeProvider">The clock that certificates and revocation lists are dated by; null for the system's.</param>
    public SimulatedSnp(SimulatedSnpSettings? settings = null, TimeProvider? timeProvider = null)
        : this(settings, timeProvider, new SimulatedAmdKeys())
    {
    }

    /// <summary>Makes a guest with given keys, since RSA keys take long to make; they are disposed of with it.</summary>
    internal SimulatedSnp(SimulatedSnpSettings? settings, TimeProvider? timeProvider, SimulatedAmdKeys keys)
    {
        Settings = settings ?? new SimulatedSnpSettings();
        _keys = keys;
        _time = timeProvider ?? TimeProvider.System;
        _issued = ToSecond(Settings.IssuedAt ?? _time.GetUtcNow());
        Pki = new SimulatedAmdPki(Settings, _issued, keys);
        RootSpkiSha256 = new Measurement(SHA256.HashData(Pki.RootKey.ExportSubjectPublicKeyInfo()));
        (_root, _ca, _leaf) = (Pki.Root.Encode(), Pki.Ca.Encode(), Pki.Leaf.Encode());
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Snp;

    /// <summary>What guest and chip are.</summary>
    public SimulatedSnpSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this chip.</summary>
    public Measurement RootSpkiSha256 { get; }

    /// <summary>The endorsements that are stapled to the evidence now.</summary>
    public Endorsements Endorsements
    {
        get
        {
            lock (_lock)
            {
                var isStale = Settings.IssuedAt is null && _time.GetUtcNow() - _issued > Settings.CrlLifetime / 2;
                if (isStale) _issued = ToSecond(_time.GetUtcNow());
                if (isStale || _endorsements is null) _endorsements = Issue();
                return _endorsements;
            }
        }
    }

    internal SimulatedAmdPki Pki { get; }

    /// <summary>The recipe of the revocation list, for tests to vary.</summary>
    internal SimulatedAmdCrl Crl => Pki.Crl(_issued);

    /// <summary>Produces a report that carries the binding, with all endorsements stapled.</summary>
    /// <param name="binding">The 64 bytes that the report must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        byte[] report;
        lock (_lock) report = SimulatedSnpReport.Sign(SimulatedSnpReport.Write(Settings, binding.Span), Pki.LeafKey);
        return new(new EndorsedEvidence(new Evidence(Type, report), Endorsements));
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy()
    {
        var firmware = new SnpTcbPolicy { Reported = Settings.ReportedTcb };
        return new AttestationPolicy
        {
            Name = "simulated guest",
            Snp = new SnpPolicy
            {
                Measurement = AnyOf("simulated guest", Settings.Measurement),
                HostData = AnyOf("simulated host's data", Settings.HostData),
                FamilyId = AnyOf("simulated family", Settings.FamilyId),
                ImageId = AnyOf("simulated image", Settings.ImageId),
                GuestSvn = ReferenceValue.AtLeast(Settings.GuestSvn),
                IdKeyDigest = AnyOf("simulated signer", Settings.IdKeyDigest),
                AuthorKeyDigest = AnyOf("simulated author", Settings.AuthorKeyDigest),
                Milan = Settings.Product == SnpProduct.Milan ? firmware : null,
                Genoa = Settings.Product == SnpProduct.Genoa ? firmware : null,
                Turin = Settings.Product == SnpProduct.Turin ? firmware : null,
                RequireCrl = Settings.HasCrl,
                DangerousTrustedRoots = [RootSpkiSha256],
            },
        };
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        return policy with { Snp = policy.Snp! with { Measurement = AnyOf("another build", SimulatedSnpSettings.Phrase("another build")) } };
    }

    /// <summary>Erases the keys.</summary>
    public void Dispose() => _keys.Dispose();

    private Endorsements Issue()
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [Settings.SigningKey == SnpSigningKey.Vlek ? "vlek" : "vcek"] = _leaf, ["ask"] = _ca, ["ark"] = _root,
        };
        if (Settings.HasCrl) documents.Add("crl", Crl.Encode());
        return new Endorsements(documents);
    }

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
