using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>
/// A few instances of a platform AEAD over one key: an instance serves one thread at a time, and making one costs more than sealing a small record.
/// </summary>
internal sealed class PlatformAeads<T>(ReadOnlySpan<byte> key, Func<byte[], T> create) : IDisposable
    where T : class, IDisposable
{
    private readonly byte[] _key = key.ToArray();
    private readonly T?[] _idle = new T?[Math.Max(2, Environment.ProcessorCount)];
    private volatile bool _disposed;

    /// <summary>An instance for this caller alone, until it is returned.</summary>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public T Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Volatile.Read(ref _idle[i]) is not null && Interlocked.Exchange(ref _idle[i], null) is { } idle) return idle;
        }

        lock (_key)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return create(_key);
        }
    }

    public void Return(T aead)
    {
        for (var i = 0; i < _idle.Length && !_disposed; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], aead, null) is not null) continue;
            if (_disposed) DropIdle(); // disposed between the two steps: nobody else would
            return;
        }

        aead.Dispose();
    }

    public void Dispose()
    {
        lock (_key)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_key);
        }

        DropIdle();
    }

    private void DropIdle()
    {
        for (var i = 0; i < _idle.Length; i++) Interlocked.Exchange(ref _idle[i], null)?.Dispose();
    }
}
