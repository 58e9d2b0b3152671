using Httpa.Verifiers.Cose;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>How devices sign their tokens (RFC 9783, section 5.2): ECDSA, with the hash that goes with the curve.</summary>
internal static class ArmSignatures
{
    /// <summary>The finding about a message that is signed in another way; null when it is not.</summary>
    /// <param name="token">Which token.</param>
    /// <param name="message">The message.</param>
    public static Finding? Unsupported(string token, CoseSign1 message) =>
        message.Algorithm is SignatureAlgorithm.EcdsaP256Sha256 or SignatureAlgorithm.EcdsaP384Sha384 or SignatureAlgorithm.EcdsaP521Sha512
            ? null : ArmToken.Algorithm(token, message.AlgorithmNumber, "ES256 (-7), ES384 (-35) or ES512 (-36)");
}
