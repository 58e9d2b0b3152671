using System.Diagnostics.CodeAnalysis;

namespace Httpa.Verifiers.Pki;

/// <summary>
/// Remembers what was verified, under the exact bytes that it was verified from. Bounded: the oldest entry makes room for a new one. Safe for
/// concurrent use. Only facts that hold for ever belong in it: that a signature is right, never that something is still valid or trusted.
/// </summary>
/// <typeparam name="T">What is remembered; immutable.</typeparam>
/// <param name="capacity">The largest number of entries.</param>
internal sealed class BoundedMemory<T>(int capacity)
    where T : class
{
    private readonly Dictionary<byte[], T> _entries = new(ExactBytes.Comparer);
    private readonly Queue<byte[]> _order = new();
    private readonly Lock _gate = new();

    /// <summary>Finds what was remembered for these bytes.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out T? value)
    {
        lock (_gate) return _entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out value);
    }

    /// <summary>Remembers a value in the place of any other for the same bytes.</summary>
    public void Set(ReadOnlySpan<byte> key, T value)
    {
        lock (_gate)
        {
            var lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (lookup.ContainsKey(key))
            {
                lookup[key] = value;
                return;
            }

            if (_entries.Count == capacity) _entries.Remove(_order.Dequeue());
            var copy = key.ToArray();
            _order.Enqueue(copy);
            _entries.Add(copy, value);
        }
    }

    private sealed class ExactBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ExactBytes Comparer = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
