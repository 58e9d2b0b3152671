using System.Text.Json;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>The member <c>azureVtpm</c> of a policy file.</summary>
internal static class AzureVtpmPolicyJson
{
    internal static AzureVtpmPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new AzureVtpmPolicy
        {
            Pcrs = members.Take("pcrs")?.List(ReadPcr) ?? [],
            PcrDigest = members.Take("pcrDigest") is { } digest ? ReadDigest(digest) : null,
            Hardware = members.Take("hardware") is { } hardware ? AttestationPolicyJson.ReadHardware(hardware) : new(),
        };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, AzureVtpmPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("pcrs");
        foreach (var pcr in policy.Pcrs)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", pcr.Index);
            writer.WriteReference("accepted", pcr.Accepted);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (policy.PcrDigest is { } digest)
        {
            writer.WriteStartObject("pcrDigest");
            writer.WriteStartArray("pcrs");
            foreach (var index in digest.Pcrs) writer.WriteNumberValue(index);
            writer.WriteEndArray();
            writer.WriteReference("accepted", digest.Accepted);
            writer.WriteEndObject();
        }

        AttestationPolicyJson.WriteHardware(writer, "hardware", policy.Hardware);
        writer.WriteEndObject();
    }

    private static AzureVtpmPcr ReadPcr(PolicyElement element)
    {
        var members = element.Object();
        var pcr = new AzureVtpmPcr(ReadIndex(members.Required("index")), ReadAccepted(members));
        members.End();
        return pcr;
    }

    private static AzureVtpmPcrDigest ReadDigest(PolicyElement element)
    {
        var members = element.Object();
        var digest = new AzureVtpmPcrDigest(members.Required("pcrs").List(ReadIndex), ReadAccepted(members));
        members.End();
        return digest;
    }

    private static uint ReadIndex(PolicyElement element) => element.UInt32() is < TpmQuote.PcrCount and var index ? index : throw element.Wrong("the index of a PCR, 0 to 23");

    private static ReferenceValue<Measurement> ReadAccepted(PolicyObject members) => members.Required("accepted").Reference(v => v.Hex(TpmQuote.DigestLength));
}
