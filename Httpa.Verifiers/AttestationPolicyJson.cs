using System.Text.Json;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Verifiers;

/// <summary>The policy file (docs/policy.schema.json), without reflection. Each type of evidence reads and writes its own part.</summary>
internal static class AttestationPolicyJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    internal static AttestationPolicy Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        using var document = ParseDocument(utf8.ToArray());
        return ReadText(new(document.RootElement, "$", PolicyReading.File));
    }

    /// <summary>Reads a policy out of settings, as JSON in which every value is text and every list an object with the members 0, 1, 2.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="path">The path of the policy in the settings.</param>
    internal static AttestationPolicy ParseSettings(ReadOnlyMemory<byte> utf8, string path)
    {
        using var document = ParseDocument(utf8);
        return ReadText(new(document.RootElement, path, new PolicyReading { InSettings = true }));
    }

    /// <summary>The policy as it is at a time: without the values that are not in force.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="time">The time.</param>
    /// <param name="ends">When the values end that are in force, the earliest first.</param>
    /// <exception cref="PolicyFormatException">The policy cannot be written and read again, so that it is none.</exception>
    internal static AttestationPolicy At(AttestationPolicy policy, DateTimeOffset time, out IReadOnlyCollection<DateTimeOffset> ends)
    {
        var reading = new PolicyReading { At = time };
        using var document = ParseDocument(Write(policy));
        var read = ReadText(new(document.RootElement, "$", reading));
        ends = reading.Ends;
        return read;
    }

    internal static byte[] Write(AttestationPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("name", policy.Name);
            if (policy.Sgx is not null) SgxPolicyJson.Write(writer, "sgx", policy.Sgx);
            if (policy.Tdx is not null) TdxPolicyJson.Write(writer, "tdx", policy.Tdx);
            if (policy.Snp is not null) SnpPolicyJson.Write(writer, "snp", policy.Snp);
            if (policy.Nitro is not null) NitroPolicyJson.Write(writer, "nitro", policy.Nitro);
            if (policy.Psa is not null) PsaPolicyJson.Write(writer, "psa", policy.Psa);
            if (policy.Cca is not null) CcaPolicyJson.Write(writer, "cca", policy.Cca);
            if (policy.AzureVtpm is not null) AzureVtpmPolicyJson.Write(writer, "azureVtpm", policy.AzureVtpm);
            if (policy.Jwt is not null) JwtPolicyJson.Write(writer, "jwt", policy.Jwt);
            if (policy.NvidiaGpu is not null) NvidiaGpuPolicyJson.Write(writer, "nvidiaGpu", policy.NvidiaGpu);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads the rules for hardware that stands below other evidence.</summary>
    internal static AttestationPolicy ReadHardware(PolicyElement element)
    {
        var members = element.Object();
        var policy = new AttestationPolicy
        {
            Tdx = members.Take("tdx") is { } tdx ? TdxPolicyJson.Read(tdx) : null,
            Snp = members.Take("snp") is { } snp ? SnpPolicyJson.Read(snp) : null,
        };
        members.End();
        return policy;
    }

    /// <summary>Writes the rules for hardware that stands below other evidence.</summary>
    internal static void WriteHardware(Utf8JsonWriter writer, string name, AttestationPolicy hardware)
    {
        writer.WriteStartObject(name);
        if (hardware.Tdx is not null) TdxPolicyJson.Write(writer, "tdx", hardware.Tdx);
        if (hardware.Snp is not null) SnpPolicyJson.Write(writer, "snp", hardware.Snp);
        writer.WriteEndObject();
    }

    private static AttestationPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        _ = members.Take("$schema")?.Text();
        var policy = new AttestationPolicy
        {
            Name = members.Required("name").NonBlankText(),
            Sgx = members.Take("sgx") is { } sgx ? SgxPolicyJson.Read(sgx) : null,
            Tdx = members.Take("tdx") is { } tdx ? TdxPolicyJson.Read(tdx) : null,
            Snp = members.Take("snp") is { } snp ? SnpPolicyJson.Read(snp) : null,
            Nitro = members.Take("nitro") is { } nitro ? NitroPolicyJson.Read(nitro) : null,
            Psa = members.Take("psa") is { } psa ? PsaPolicyJson.Read(psa) : null,
            Cca = members.Take("cca") is { } cca ? CcaPolicyJson.Read(cca) : null,
            AzureVtpm = members.Take("azureVtpm") is { } azureVtpm ? AzureVtpmPolicyJson.Read(azureVtpm) : null,
            Jwt = members.Take("jwt") is { } jwt ? JwtPolicyJson.Read(jwt) : null,
            NvidiaGpu = members.Take("nvidiaGpu") is { } nvidiaGpu ? NvidiaGpuPolicyJson.Read(nvidiaGpu) : null,
        };
        members.End();
        return policy;
    }

    private static AttestationPolicy ReadText(PolicyElement root)
    {
        try
        {
            return Read(root);
        }
        catch (InvalidOperationException e)
        {
            // A string with half a surrogate pair cannot be decoded; the JSON reader tells only when it is asked for.
            throw new PolicyFormatException(root.Path, "valid Unicode text in every string", "half a surrogate pair", e);
        }
    }

    private static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            throw new PolicyFormatException(
                "$", "JSON in UTF-8, in which comments are allowed", $"an error in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }
}
