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
    private const string CpuSvnId = TcbId + ".18";
    private const int Components = 16;

    private static readonly string[] ComponentIds = [.. Enumerable.Range(1, Components).Select(i => $"{TcbId}.{i}")];

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
        pck.Extensions.TryGet(Id, out var value) ? Der.TryParse(value, Read) : null;

    private static PckExtension? Read(AsnReader reader)
    {
        ReadOnlyMemory<byte>? ppid = null, pceId = null, fmspc = null;
        (byte[] Components, int PceSvn)? tcb = null;
        for (var members = reader.ReadSequence(); members.HasData;)
        {
            var member = members.ReadSequence();
            switch (member.ReadObjectIdentifier())
            {
                case PpidId:
                    ppid = Once(ppid, Der.ReadOctets(member, 16));
                    break;
                case TcbId:
                    tcb = Once(tcb, ReadTcb(member.ReadSequence()));
                    break;
                case PceIdId:
                    pceId = Once(pceId, Der.ReadOctets(member, 2));
                    break;
                case FmspcId:
                    fmspc = Once(fmspc, Der.ReadOctets(member, 6));
                    break;
                default:
                    member.ReadEncodedValue();
                    break;
            }

            member.ThrowIfNotEmpty();
        }

        return ppid is null || pceId is null || fmspc is null || tcb is null ? null : new PckExtension
        {
            Ppid = new Measurement(ppid.Value),
            TcbComponents = tcb.Value.Components,
            PceSvn = tcb.Value.PceSvn,
            PceId = new Measurement(pceId.Value),
            Fmspc = new Measurement(fmspc.Value),
        };
    }

    /// <summary>Reads the members 1 to 16 (components), 17 (PCE SVN) and 18 (CPU SVN, which says no more), in this order as Intel writes them.</summary>
    private static (byte[] Components, int PceSvn) ReadTcb(AsnReader tcb)
    {
        var components = new byte[Components];
        for (var i = 0; i < Components; i++) components[i] = checked((byte)ReadNumber(tcb, ComponentIds[i]));
        var pceSvn = checked((ushort)ReadNumber(tcb, PceSvnId));
        var cpuSvn = tcb.ReadSequence();
        if (cpuSvn.ReadObjectIdentifier() != CpuSvnId) throw new AsnContentException("The CPU SVN is missing.");
        Der.ReadOctets(cpuSvn, Components);
        cpuSvn.ThrowIfNotEmpty();
        tcb.ThrowIfNotEmpty();
        return (components, pceSvn);
    }

    private static int ReadNumber(AsnReader list, string id)
    {
        var member = list.ReadSequence();
        if (member.ReadObjectIdentifier() != id || !member.TryReadInt32(out var number)) throw new AsnContentException($"The number {id} is missing.");
        member.ThrowIfNotEmpty();
        return number;
    }

    private static T Once<T>(T? before, T value)
        where T : struct => before is null ? value : throw new AsnContentException("A member stands twice.");
}
