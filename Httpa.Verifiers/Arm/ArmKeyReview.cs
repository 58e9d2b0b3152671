using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>Looks the attestation keys of a policy over.</summary>
internal static class ArmKeyReview
{
    private const int InstanceIdLength = 33;
    private const int ImplementationIdLength = 32;

    /// <summary>Public keys.</summary>
    internal static void Review(IReadOnlyList<ArmAttestationKey> keys, string path, PolicyReview review)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            ReviewDevice(keys[i], $"{path}[{i}]", review);
            if (PublicKeyDocument.TryReadDer(keys[i].PublicKey.Bytes) is not { } key || PublicKey.TryImport(key, new VerificationCount()) is null)
                review.Problem($"{path}[{i}].publicKey", "is no public key on P-256, P-384 or P-521. Give its SubjectPublicKeyInfo.");
        }

        foreach (var twice in keys.GroupBy(key => (key.InstanceId, key.ImplementationId, key.PublicKey)).Where(group => group.Count() > 1))
            review.Problem(path, $"names the same key of {twice.Key.InstanceId} twice. Keep one.");
    }

    /// <summary>What every kind of key says of its device.</summary>
    internal static void ReviewDevice(IArmKey key, string path, PolicyReview review)
    {
        review.Length($"{path}.instanceId", key.InstanceId, InstanceIdLength);
        if (key.InstanceId.Bytes.Length == InstanceIdLength && key.InstanceId.Bytes.Span[0] != 1)
            review.Problem($"{path}.instanceId", "does not begin with 01, as every instance id does. Put the type byte before the 32 bytes of the identifier.");
        if (key.ImplementationId is { } implementation) review.Length($"{path}.implementationId", implementation, ImplementationIdLength);
        if (key.NotBefore > key.NotAfter) review.Problem(path, "ends before it begins. Exchange notBefore and notAfter.");
    }
}
