using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

/// <summary>The members that <c>endorsements</c> may have for a type of evidence, and how each carries its document (HTTPA/1, section 5).</summary>
internal static class EndorsementMember
{
    private static readonly (string Name, bool IsText)[] Dcap =
    [
        ("tcb_info", true), ("qe_identity", true), ("tcb_signing_chain", true), ("pck_crl_issuer_chain", true), ("pck_crl", false), ("root_ca_crl", false),
    ];

    private static readonly (string Name, bool IsText)[] Snp = [("vcek", false), ("vlek", false), ("ask", false), ("ark", false), ("crl", false)];

    private static readonly (string Name, bool IsText)[] Gpu = [("cert_chain", true), ("driver_rim", true), ("vbios_rim", true), ("ocsp", false)];

    // The vTPM's hardware report is an SNP report or a TD quote; the quote, and the PCRs that are quoted, do not stand in the evidence.
    private static readonly (string Name, bool IsText)[] AzureVtpm = [.. Snp, .. Dcap, ("td_quote", false), ("pcrs", false)];

    /// <summary>The most members that any type has: a reader need not take in more before it knows the type.</summary>
    public static int MaxCount => AzureVtpm.Length;

    /// <summary>True when the type has such a member. Text is the document's own text (JSON, PEM, XML) as UTF-8; the rest is base64url of bytes, DER mostly.</summary>
    public static bool TryFind(EvidenceType type, string name, out bool isText)
    {
        foreach (var member in Of(type))
        {
            if (member.Name != name) continue;
            isText = member.IsText;
            return true;
        }

        isText = false;
        return false;
    }

    /// <summary>The same where the type is not known: a name means one document in every type that has it.</summary>
    public static bool TryFind(string name, out bool isText)
    {
        var member = AzureVtpm.Concat(Gpu).FirstOrDefault(m => m.Name == name);
        isText = member.IsText;
        return member.Name is not null;
    }

    /// <summary>The chip's key is certified once: by its own key's certificate or by the provider's.</summary>
    public static bool Excludes(string name, IReadOnlyCollection<string> others) => name switch
    {
        "vcek" => others.Contains("vlek"),
        "vlek" => others.Contains("vcek"),
        _ => false,
    };

    private static (string Name, bool IsText)[] Of(EvidenceType type) => type.Token switch
    {
        "sgx" or "tdx" => Dcap,
        "snp" => Snp,
        "nvidia-gpu" => Gpu,
        "azure-vtpm" => AzureVtpm,
        _ => [],
    };
}
