using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Httpa.Client.Attesting;

/// <summary>The device of the Nitro Security Module: one call takes a request and gives an answer. Tests put a module of their own in its place.</summary>
/// <remarks>Source: Linux, include/uapi/linux/nsm.h.</remarks>
internal class NsmDevice : IDisposable
{
    // _IOWR(0x0A, 0, struct nsm_raw), a struct of 32 bytes.
    private const nuint RawMessage = 0xC0200A00;
    private const int MaxRequest = 0x1000;
    private const int MaxResponse = 0x3000;

    private readonly SafeFileHandle? _file;
    private readonly string _path;

    /// <summary>Opens the device.</summary>
    public NsmDevice(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>For a module that is no device.</summary>
    protected NsmDevice() => _path = "module";

    /// <summary>Sends a request and waits for the answer. The driver lets one call pass at a time.</summary>
    /// <param name="request">The request, at most 4096 bytes.</param>
    /// <exception cref="IOException">The driver refused the call.</exception>
    public virtual byte[] Exchange(ReadOnlySpan<byte> request)
    {
        if (request.Length > MaxRequest) throw new IOException($"A request to '{_path}' has {request.Length} bytes; {MaxRequest} are possible.");

        // Pinned, since the driver gets their addresses.
        var (input, output) = (GC.AllocateArray<byte>(request.Length, pinned: true), GC.AllocateArray<byte>(MaxResponse, pinned: true));
        request.CopyTo(input);
        var message = new NsmRaw
        {
            RequestAddress = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(input, 0),
            RequestLength = (ulong)input.Length,
            ResponseAddress = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(output, 0),
            ResponseLength = (ulong)output.Length,
        };
        var failed = ioctl(_file!, RawMessage, ref message) != 0;
        var error = Marshal.GetLastPInvokeError();
        GC.KeepAlive(input);
        if (failed) throw new IOException($"'{_path}' refused the request: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        return message.ResponseLength <= (ulong)output.Length ? output[..(int)message.ResponseLength] : throw new IOException($"'{_path}' answered with too many bytes.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        GC.SuppressFinalize(this);
    }

    // The C function takes any number of arguments; where Linux runs on x64 and arm64, the third is passed like that of any other function.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ioctl(SafeFileHandle file, nuint request, ref NsmRaw message);

    [StructLayout(LayoutKind.Sequential)]
    private struct NsmRaw
    {
        public ulong RequestAddress;
        public ulong RequestLength;
        public ulong ResponseAddress;
        public ulong ResponseLength;
    }
}
