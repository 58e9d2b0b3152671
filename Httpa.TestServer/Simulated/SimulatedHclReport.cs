using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a paravisor's report: 32 bytes of header, 1,184 of the hardware's report, 20 of description, the runtime data. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedHclReport
{
    private const int HardwareLength = 1184;
    private const int NvIndexLength = 2600;

    public uint Version { get; init; } = 2;

    public bool IsTdx { get; init; }

    /// <summary>The kind of report in the description; 2 for SNP, 4 for TDX.</summary>
    public uint ReportType { get => field == 0 ? IsTdx ? 4u : 2u : field; init; }

    public required byte[] RuntimeData { get; init; }

    /// <summary>What the hardware's report must carry: the SHA-256 of the runtime data, and zeros.</summary>
    public byte[] ReportData => [.. SHA256.HashData(RuntimeData), .. new byte[32]];

    /// <summary>The report, padded to the length of the NV index.</summary>
    /// <param name="hardware">The SNP report; a TDX quote is left out, in the place of a TDREPORT that nobody looks at.</param>
    public byte[] Encode(ReadOnlySpan<byte> hardware)
    {
        var length = 32 + HardwareLength + 20 + RuntimeData.Length;
        var report = new byte[Math.Max(NvIndexLength, length)];
        Write(report, 0, 0x414c4348, Version, (uint)length, 2);
        if (!IsTdx) hardware.CopyTo(report.AsSpan(32));
        else report[32] = 0x81; // TEE type
        Write(report, 32 + HardwareLength, 20 + (uint)RuntimeData.Length, 1, ReportType, 1, (uint)RuntimeData.Length);
        RuntimeData.CopyTo(report, length - RuntimeData.Length);
        return report;
    }

    /// <summary>Runtime data that name a key.</summary>
    public static byte[] RuntimeDataOf(RSA key, string id = "HCLAkPub", string operations = "\"sign\"")
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kid":"{{id}}","key_ops":[{{operations}}],"kty":"RSA","e":"{{Base64Url.EncodeToString(numbers.Exponent)}}","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}"}],"vm-configuration":{"console-enabled":true,"secure-boot":true,"tpm-enabled":true,"vmUniqueId":"53494D55-4C41-5445-4400-000000000001"},"user-data":"{{new string('0', 128)}}"}""");
    }

    private static void Write(byte[] destination, int offset, params ReadOnlySpan<uint> numbers)
    {
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(destination.AsSpan(offset + (4 * i)), numbers[i]);
    }
}
