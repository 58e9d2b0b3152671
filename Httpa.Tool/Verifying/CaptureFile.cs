using Httpa.Client.Diagnostics;

namespace Httpa.Tool.Verifying;

/// <summary>A file that a client wrote about a verdict.</summary>
internal static class CaptureFile
{
    private const int Beginning = 64;

    /// <summary>Reads a capture.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null when the file is something else.</returns>
    /// <exception cref="BadInputException">It is one, and cannot be used.</exception>
    public static EvidenceCapture? TryRead(string path)
    {
        var content = InputFile.Read(path, EvidenceCapture.MaxLength);
        if (content.AsSpan(0, Math.Min(content.Length, Beginning)).IndexOf("\"httpa-evidence-capture/"u8) < 0) return null;
        try
        {
            return EvidenceCapture.Read(content);
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"The capture '{path}' cannot be used: {e.Message}");
        }
    }

    /// <summary>Asks for the verdict again.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="policy">The file of another policy; null for the capture's.</param>
    /// <param name="at">Another time; null for the capture's.</param>
    public static VerifyRequest RequestOf(EvidenceCapture capture, string? policy, string? at) => new()
    {
        Evidence = capture.Evidence[0],
        Devices = [.. capture.Evidence.Skip(1)],
        DeviceNonce = capture.DeviceNonce,
        Policy = policy is null ? capture.Policy : PolicyFile.Read(policy),
        Time = at is null ? capture.Time : InputTime.Read(at),
        Binding = capture.Binding,
    };
}
