using Httpa.Client.Tests.Client;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.Verifiers;

/// <summary>Evidence that a verifier accepts, and what it depends on.</summary>
/// <param name="Evidence">Genuine evidence with all endorsements.</param>
/// <param name="Policy">A policy that accepts it.</param>
/// <param name="Binding">The 64 bytes that it carries; of a device the 32 of the nonce.</param>
/// <param name="ValidFrom">The first moment at which it is accepted.</param>
/// <param name="ValidTo">The last moment at which it is accepted, to the second.</param>
/// <param name="PolicyOfAnotherRoot">The same policy, but with another root of trust.</param>
internal sealed record ContractCase(
    EndorsedEvidence Evidence,
    AttestationPolicy Policy,
    byte[] Binding,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    AttestationPolicy PolicyOfAnotherRoot)
{
    public static readonly byte[] PublicKey = [1, 2, 3];

    /// <summary>What a device stands behind: <see cref="FakeVerifier"/> finds it genuine.</summary>
    private static readonly EndorsedEvidence LeadOfDevices = new(new Evidence(EvidenceType.Sgx, new byte[AppraisalRequest.BindingLength]), Endorsements.None);

    /// <summary>The middle of the validity.</summary>
    public DateTimeOffset Time => ValidFrom + ((ValidTo - ValidFrom) / 2);

    public AppraisalRequest Request => With(Evidence, Policy, Time);

    public AppraisalRequest At(DateTimeOffset time) => With(Evidence, Policy, time);

    public AppraisalRequest Under(AttestationPolicy policy) => With(Evidence, policy, Time);

    public AppraisalRequest WithEvidence(byte[] evidence) => With(Evidence with { Evidence = Evidence.Evidence with { Value = evidence } }, Policy, Time);

    /// <summary>With a document replaced, or left out when there is no content.</summary>
    public AppraisalRequest WithDocument(string name, byte[]? content) =>
        With(Evidence with { Endorsements = Replace(Evidence.Endorsements, name, content) }, Policy, Time);

    public byte[] Document(string name) => Evidence.Endorsements.TryGet(name, out var content) ? content.ToArray() : [];

    /// <summary>Endorsements with a document replaced, or left out when there is no content.</summary>
    public static Endorsements Replace(Endorsements endorsements, string name, byte[]? content)
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var other in endorsements.Names)
            if (endorsements.TryGet(other, out var bytes)) documents[other] = bytes;
        if (content is null) documents.Remove(name);
        else documents[name] = content;
        return new Endorsements(documents);
    }

    private AppraisalRequest With(EndorsedEvidence evidence, AttestationPolicy policy, DateTimeOffset time) => evidence.Evidence.Type.IsDevice
        ? new() { Lead = LeadOfDevices, Binding = LeadOfDevices.Evidence.Value, Devices = [evidence], DeviceNonce = Binding, PublicKey = PublicKey, Policy = policy, Time = time }
        : new() { Lead = evidence, Binding = Binding, PublicKey = PublicKey, Policy = policy, Time = time };
}
