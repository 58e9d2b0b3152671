using System.Text.Json;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>The vTPM's attestation key, as the runtime data name it: an RSA key of 2048 bits for signatures, with the id HCLAkPub.</summary>
internal static class AttestationKey
{
    /// <summary>The key's id in the runtime data.</summary>
    public const string KeyId = "HCLAkPub";

    /// <summary>The length of a signature in bytes.</summary>
    public const int SignatureLength = 256;

    private const int MaxKeys = 8;

    /// <summary>Reads the key.</summary>
    /// <param name="runtimeData">The JSON text, which the hardware's report vouches for.</param>
    /// <param name="memory">Remembers keys by the text that they stand in.</param>
    /// <param name="count">Is told of an import.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>Null when there is none.</returns>
    public static PublicKey? Read(ReadOnlyMemory<byte> runtimeData, BoundedMemory<PublicKey> memory, VerificationCount count, ICollection<Finding> findings)
    {
        if (memory.TryGet(runtimeData.Span, out var known)) return known;
        if (Find(runtimeData) is { } info && PublicKey.TryImport(info, count) is { } key)
        {
            memory.Set(runtimeData.Span, key);
            return key;
        }

        findings.Add(new Finding(
            AppraisalReason.AzureVtpmAttestationKeyInvalid, FindingKind.NotGenuine, "runtime data of the paravisor", $"a JSON object with exactly one key '{KeyId}' of 2048 bits for signatures",
            "without it", "This is no report of an Azure confidential VM's paravisor."));
        return null;
    }

    private static PublicKeyInfo? Find(ReadOnlyMemory<byte> runtimeData)
    {
        using var json = StrictJson.TryRead(runtimeData);
        if (json is null) return null;
        var named = json.Array(json.Root, "keys", MaxKeys).Where(key => key.ValueKind == JsonValueKind.Object && JsonWebKey.Text(key, "kid") == KeyId).ToArray();
        if (json.HasFailed || named.Length != 1 || !Signs(named[0], json)) return null;
        return JsonWebKey.TryRead(named[0]) is { Kind: KeyKind.Rsa, ModulusLength: SignatureLength } info ? info : null;
    }

    private static bool Signs(JsonElement key, StrictJson json)
    {
        var operations = json.Array(key, "key_ops", maximum: 8).Select(json.TextOf).ToArray();
        return !json.HasFailed && operations.Length == 1 && operations[0] == "sign";
    }
}
