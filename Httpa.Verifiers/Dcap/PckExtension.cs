using System.Formats.Asn1;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// What a PCK certificate says of its platform: the SGX extension 1.2.840.113741.1.13.1 (Intel "PCK Certificate and Certificate Revocation List
/// Profile", section 1.3.5).
/// </summary>
internal sealed record PckExtension
{
    private const string Id = "1.2.840.113741.1.13.1";
    private const string PpidId = Id + ".1";
    private const string TcbId = Id + ".2";
    private const string PceIdId = Id + ".3";
    private const string FmspcId = Id + ".4";
    private const string PceSvnId = TcbId + ".17";
    private const int Components = 16;

    /// <summary>The platform's provisioning id: 16 bytes.</summary>
    public required Measurement Ppid { get; init; }

    /// <summary>The SVNs of the 16 TCB components.</summary>
    public required byte[] TcbComponents { get; init; }

    /// <summary>The SVN of the provisioning certification enclave.</summary>
    public required int PceSvn { get; init; }

    /// <summary>The id of the provisioning certification enclave: 2 bytes.</summary>
    public required Measurement PceId { get; init; }

    /// <summary>Family, model, stepping, platform type and custom SKU: 6 bytes.</summary>
    public required Measurement Fmspc { get; init; }

    /// <summary>Reads the extension.</summary>
    /// <param name="pck">The PCK certificate.</param>
    /// <returns>Null when it is missing, or a member of it is missing, stands twice or has another length.</returns>
    public static PckExtension? TryRead(Certificate pck) =>
        pck.Extensions.Find(Id) is { } reader ? Der.TryParse(reader.ReadEncodedValue(), Read) : null;

    private static PckExtension? Read(AsnReader reader)
    {
        var members = ReadMembers(reader.ReadSequence());
        var tcb = ReadMembers(Take(members, TcbId).ReadSequence());
        var components = new byte[Components];
        for (var i = 0; i < Components; i++) components[i] = checked((byte)ReadNumber(Take(tcb, $"{TcbId}.{i + 1}")));
        return new PckExtension
        {
            Ppid = new Measurement(Der.ReadOctets(Take(members, PpidId), 16)),
            TcbComponents = components,
            PceSvn = checked((ushort)ReadNumber(Take(tcb, PceSvnId))),
            PceId = new Measurement(Der.ReadOctets(Take(members, PceIdId), 2)),
            Fmspc = new Measurement(Der.ReadOctets(Take(members, FmspcId), 6)),
        };
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadMembers(AsnReader list)
    {
        var members = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        while (list.HasData)
        {
            var member = list.ReadSequence();
            if (!members.TryAdd(member.ReadObjectIdentifier(), member.ReadEncodedValue())) throw new AsnContentException("A member stands twice.");
            member.ThrowIfNotEmpty();
        }

        return members;
    }

    private static AsnReader Take(Dictionary<string, ReadOnlyMemory<byte>> members, string id) =>
        members.TryGetValue(id, out var value) ? new AsnReader(value, AsnEncodingRules.DER) : throw new AsnContentException($"The member {id} is missing.");

    private static int ReadNumber(AsnReader reader) =>
        reader.TryReadInt32(out var number) ? number : throw new AsnContentException("A number is out of range.");
}
