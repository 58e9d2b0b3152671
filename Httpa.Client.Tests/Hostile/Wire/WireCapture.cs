using System.Buffers;
using System.Text;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>All bytes that went through a peer behind the end of TLS, in both directions.</summary>
internal sealed class WireCapture
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate) _bytes.Write(bytes);
    }

    /// <summary>True when the text was on the wire as it is, in base64 at any alignment, or as UTF-16.</summary>
    public bool Holds(string text)
    {
        lock (_gate)
        {
            var seen = _bytes.WrittenSpan;
            foreach (var form in Forms(text))
            {
                if (seen.IndexOf(form) >= 0) return true;
            }

            return false;
        }
    }

    private static IEnumerable<byte[]> Forms(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        yield return plain;
        yield return Encoding.Unicode.GetBytes(text);
        for (var shift = 0; shift < 3; shift++)
        {
            // The characters at both ends depend on what stands beside the text.
            var base64 = Convert.ToBase64String([.. new byte[shift], .. plain]);
            yield return Encoding.ASCII.GetBytes(base64[4..^4]);
        }
    }
}
