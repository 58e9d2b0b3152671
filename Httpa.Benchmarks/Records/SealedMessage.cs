using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.Benchmarks.Records;

/// <summary>One message of records in memory, sealed and opened as the SDK does it, and by a bare AEAD over the same buffers with nonces and additional data made beforehand.</summary>
internal sealed class SealedMessage : IDisposable
{
    private const int Overhead = RecordHeader.Length + AeadKey.TagLength;
    private const ulong Sequence = 1;

    private readonly DirectionKey _key;
    private readonly byte[] _context = RandomNumberGenerator.GetBytes(96);
    private readonly byte[] _content;
    private readonly byte[] _opened;
    private readonly byte[] _sealed;
    private readonly byte[][] _nonces;
    private readonly byte[][] _additional;
    private readonly byte[] _wholeSealed; // by the bare AEAD, as one message
    private readonly int _recordLength;

    /// <param name="recordLength">The content of each record in bytes.</param>
    /// <param name="records">How many records the message has.</param>
    /// <param name="key">32 bytes.</param>
    public SealedMessage(int recordLength, int records, byte[] key)
    {
        var iv = RandomNumberGenerator.GetBytes(AeadKey.NonceLength);
        _key = new DirectionKey(CipherSuite.XWingAes256Gcm.CreateAeadKey(key), iv, long.MaxValue); // runs longer than a session may
        _recordLength = recordLength;
        Records = records;
        _content = RandomNumberGenerator.GetBytes(recordLength * records);
        _opened = new byte[_content.Length];
        _sealed = new byte[(recordLength + Overhead) * records];
        _wholeSealed = new byte[_content.Length + AeadKey.TagLength];
        _nonces = new byte[records][];
        _additional = new byte[records][];
        Seal();
        for (var i = 0; i < records; i++)
        {
            _nonces[i] = new byte[AeadKey.NonceLength];
            _key.WriteNonce(new RecordNumber(Sequence, (ulong)i, Final: i == records - 1), _nonces[i]);
            _additional[i] = i == 0 ? [.. Record(0)[..RecordHeader.Length], .. _context] : Record(i)[..RecordHeader.Length].ToArray();
        }
    }

    public int Records { get; }

    /// <summary>Seals the message.</summary>
    /// <returns>The bytes that the records took from the heap; making the sealer is the message's own.</returns>
    public long Seal()
    {
        var sealer = new RecordSealer(_key, Sequence, _context);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Records; i++) Require(sealer.TrySeal(Content(i), final: i == Records - 1, Record(i), out _));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Opens the message.</summary>
    /// <returns>As for <see cref="Seal"/>.</returns>
    public long Open()
    {
        var opener = new RecordOpener(_key, Sequence, _context);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Records; i++)
        {
            var record = Record(i);
            Require(opener.TryOpen(record[..RecordHeader.Length], record[RecordHeader.Length..], Opened(i), out _));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Seals what the records hold, each with a bare AEAD.</summary>
    public void SealEach(IBareAead aead)
    {
        for (var i = 0; i < Records; i++) aead.Seal(_nonces[i], _additional[i], Content(i), Record(i)[RecordHeader.Length..]);
    }

    /// <summary>Opens the records, each with a bare AEAD.</summary>
    public void OpenEach(IBareAead aead)
    {
        for (var i = 0; i < Records; i++) Require(aead.TryOpen(_nonces[i], _additional[i], Record(i)[RecordHeader.Length..], Opened(i)));
    }

    /// <summary>Seals all content at once.</summary>
    public void SealWhole(IBareAead aead) => aead.Seal(_nonces[0], _additional[0], _content, _wholeSealed);

    /// <summary>Opens what <see cref="SealWhole"/> sealed.</summary>
    public void OpenWhole(IBareAead aead) => Require(aead.TryOpen(_nonces[0], _additional[0], _wholeSealed, _opened));

    public void Dispose() => _key.Dispose();

    private Span<byte> Content(int i) => _content.AsSpan(i * _recordLength, _recordLength);

    private Span<byte> Opened(int i) => _opened.AsSpan(i * _recordLength, _recordLength);

    private Span<byte> Record(int i) => _sealed.AsSpan(i * (_recordLength + Overhead), _recordLength + Overhead);

    private static void Require(bool holds)
    {
        if (!holds) throw new CryptographicException("A record of the benchmark does not open.");
    }
}
