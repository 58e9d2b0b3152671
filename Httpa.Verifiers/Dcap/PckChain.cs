using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// A PCK certificate that leads to a trusted root by good signatures. That it is valid at some time and not revoked is judged on every use.
/// </summary>
internal sealed class PckChain
{
    private PckChain(VerifiedCertificate leaf, PckExtension platform)
    {
        Leaf = leaf;
        Platform = platform;
        TcbComponents = Array.AsReadOnly(platform.TcbComponents);
        PckCa = PathRule.ShortNameOf(Ca);
        Windows = [ValidityWindow.Of(leaf.Certificate), ValidityWindow.Of(Ca), ValidityWindow.Of(Root)];
    }

    /// <summary>The PCK certificate, with the key that signs QE reports.</summary>
    public VerifiedCertificate Leaf { get; }

    /// <summary>The CA that issued it.</summary>
    public Certificate Ca => Leaf.Issuer!.Certificate;

    /// <summary>The root.</summary>
    public Certificate Root => Leaf.Issuer!.Issuer!.Certificate;

    /// <summary>What the PCK certificate says of the platform.</summary>
    public PckExtension Platform { get; }

    /// <summary>The components of <see cref="Platform"/>, not to be changed.</summary>
    public IReadOnlyList<byte> TcbComponents { get; }

    /// <summary><c>platform</c> or <c>processor</c>.</summary>
    public string PckCa { get; }

    /// <summary>When the three certificates are valid.</summary>
    public IReadOnlyList<ValidityWindow> Windows { get; }

    /// <summary>Verifies the chain that stands in a quote, or finds that it was verified before.</summary>
    /// <param name="pem">The certification data of the quote.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="memory">Remembers chains.</param>
    /// <param name="findings">Takes the objection.</param>
    public static PckChain? Authenticate(ReadOnlySpan<byte> pem, TrustAnchors anchors, DcapMemory memory, ICollection<Finding> findings)
    {
        if (memory.Chains.TryGet(pem, out var known) && anchors.Contains(known.Root)) return known;
        if (memory.Paths.Authenticate(pem, PathRule.Pck, anchors, findings) is not { } leaf) return null;
        if (PckExtension.TryRead(leaf.Certificate) is not { } platform)
        {
            findings.Add(new Finding(AppraisalReason.PckExtensionInvalid, FindingKind.NotGenuine, "PCK certificate", "Intel's SGX extension with all its members",
                "without, or malformed", "Send the chain as Intel's provisioning certification service gives it out."));
            return null;
        }

        var chain = new PckChain(leaf, platform);
        memory.Chains.Set(pem, chain);
        return chain;
    }
}
