using Httpa.Verifiers;

namespace Httpa.Client.Diagnostics;

/// <summary>
/// Everything that a verdict on a service depended on: evidence, endorsements, what they had to carry, the policy and the time. Kept in a file, it can be judged again years later without a network, by
/// <see cref="Appraise"/> or <c>httpa verify FILE</c>. <see cref="HttpaOptions.CaptureEvidence"/> hands them out.
/// </summary>
/// <remarks>
/// It holds no key of a session and nothing of a request. It does name machines (PPID, CHIP_ID), and it holds the policy whole, with keys that an Arm device shares with its verifiers if the policy has such. What a single request
/// demanded besides the client's policy is not in it.
/// </remarks>
public sealed class EvidenceCapture
{
    /// <summary>The longest file in bytes: 2 MiB.</summary>
    public const int MaxLength = 2 << 20;

    /// <summary>The service, such as <c>https://api.example.com</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The time that was judged at.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The lead's evidence, then the devices', each with the endorsements that it was judged by; 1 to 17.</summary>
    public required IReadOnlyList<EndorsedEvidence> Evidence { get; init; }

    /// <summary>The 64 bytes that the lead had to carry: the hash of the handshake's transcript.</summary>
    public required ReadOnlyMemory<byte> Binding { get; init; }

    /// <summary>The 32 bytes that each device had to carry; empty without devices.</summary>
    public ReadOnlyMemory<byte> DeviceNonce { get; init; }

    /// <summary>The public key that the evidence vouched for. Long over: nothing may be encrypted to it.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>The client's policy.</summary>
    public required AttestationPolicy Policy { get; init; }

    /// <summary>Judges the evidence again, as it was then.</summary>
    /// <param name="verifiers">Judge it; null for those of this library.</param>
    public AttestationResult Appraise(EvidenceVerifiers? verifiers = null) => (verifiers ?? EvidenceVerifiers.CreateDefault()).Appraise(new AppraisalRequest
    {
        Lead = Evidence[0],
        Devices = [.. Evidence.Skip(1)],
        Binding = Binding,
        DeviceNonce = DeviceNonce,
        PublicKey = PublicKey,
        Policy = Policy,
        Time = Time,
    });

    /// <summary>Writes the file: JSON in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The evidence has no form in HTTPA/1, or it is longer than 1 MiB.</exception>
    public byte[] Write() => EvidenceCaptureJson.Write(this);

    /// <summary>Reads the file strictly.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <exception cref="InvalidDataException">This is no such file: it is cut, too long, or has a member that is unknown, missing or of another form.</exception>
    public static EvidenceCapture Read(ReadOnlyMemory<byte> utf8) => EvidenceCaptureJson.Read(utf8);
}
