using System.Security.Cryptography;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Tdx;

/// <summary>
/// The event log of a trust domain (CCEL): what firmware and boot loaders measured, in order. Nobody signs it; it counts when its replay gives the RTMRs of a genuine quote
/// (<see cref="Explains"/>), and then it says what these registers are made of. That an event's data belongs to its digest is not examined.
/// </summary>
/// <remarks>
/// Sources: TCG "PC Client Platform Firmware Profile", sections 10.2.1 and 10.2.2 (crypto-agile log); UEFI 2.10, section 38.4.1 (measurement registers of TDX: index 1 is RTMR0); ACPI
/// 6.5, CCEL table.
/// </remarks>
public sealed class CcEventLog
{
    /// <summary>The longest log in bytes.</summary>
    public const int MaxLength = 1 << 20;

    private const int Registers = 4;
    private const int MaxEvents = 16_384;
    private const int MaxAlgorithms = 8;
    private const int DigestLength = 48;
    private const uint NoAction = 3;
    private const ushort Sha384Algorithm = 0x000c;

    private readonly Measurement[] _rtMr;

    private CcEventLog(IReadOnlyList<CcEvent> events, Measurement[] rtMr) => (Events, _rtMr) = (events, rtMr);

    private static ReadOnlySpan<byte> Signature => "Spec ID Event03\0"u8;

    /// <summary>The events in the order in which they were measured.</summary>
    public IReadOnlyList<CcEvent> Events { get; }

    /// <summary>What the events make of a register that begins at zero: 48 bytes.</summary>
    /// <param name="index">The register, 0 to 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such register.</exception>
    public Measurement RtMr(int index) => index is >= 0 and < Registers ? _rtMr[index] : throw new ArgumentOutOfRangeException(nameof(index), index, "0 to 3.");

    /// <summary>True when the replay gives all four registers of a quote.</summary>
    /// <param name="claims">What a quote says; as good as the quote is genuine.</param>
    public bool Explains(TdxClaims claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return _rtMr[0] == claims.RtMr0 && _rtMr[1] == claims.RtMr1 && _rtMr[2] == claims.RtMr2 && _rtMr[3] == claims.RtMr3;
    }

    /// <summary>Reads and replays a log.</summary>
    /// <param name="bytes">The log area of the CCEL table, up to 1 MiB; the fill behind the last event may be there.</param>
    /// <returns>Null when it is malformed, or has no SHA-384 digests.</returns>
    public static CcEventLog? TryParse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength) return null;
        var reader = new SpanReader(bytes);
        if (ReadDigestLengths(ref reader) is not { } lengths || !lengths.ContainsKey(Sha384Algorithm)) return null;

        var events = new List<CcEvent>();
        Span<byte> registers = stackalloc byte[Registers * 2 * DigestLength]; // each with the place for a digest behind it
        registers.Clear();
        while (!IsFill(reader))
        {
            if (events.Count == MaxEvents || TryReadEvent(ref reader, lengths) is not { } measured) return null;
            events.Add(measured);
            if (measured.Type != NoAction) Extend(registers.Slice(measured.Register * 2 * DigestLength, 2 * DigestLength), measured.Digest);
        }

        var rtMr = new Measurement[Registers];
        for (var i = 0; i < Registers; i++) rtMr[i] = new Measurement(registers.Slice(i * 2 * DigestLength, DigestLength).ToArray());
        return new CcEventLog(events.AsReadOnly(), rtMr);
    }

    private static void Extend(Span<byte> register, Measurement digest)
    {
        digest.Bytes.Span.CopyTo(register[DigestLength..]);
        SHA384.HashData(register, register[..DigestLength]);
    }

    /// <summary>The header, an event in the form of older logs: which algorithms there are, and how long their digests.</summary>
    private static Dictionary<ushort, ushort>? ReadDigestLengths(ref SpanReader reader)
    {
        reader.ReadUInt32(); // register
        if (reader.ReadUInt32() != NoAction) return null;
        reader.ReadZeros(20); // digest
        var header = new SpanReader(reader.Read(reader.ReadUInt32()));
        if (!header.Read((uint)Signature.Length).SequenceEqual(Signature)) return null;
        header.ReadUInt32(); // platform class
        header.Read(4); // version minor, major, errata, size of UINTN
        var count = header.ReadUInt32();
        if (count is 0 or > MaxAlgorithms) return null;

        var lengths = new Dictionary<ushort, ushort>();
        for (var i = 0; i < count; i++)
        {
            if (!lengths.TryAdd(header.ReadUInt16(), header.ReadUInt16())) return null;
        }

        var vendor = header.Read(1);
        header.Read(vendor.IsEmpty ? 0u : vendor[0]);
        return header.IsComplete && lengths.GetValueOrDefault(Sha384Algorithm) == DigestLength ? lengths : null;
    }

    private static CcEvent? TryReadEvent(ref SpanReader reader, Dictionary<ushort, ushort> lengths)
    {
        var register = reader.ReadUInt32();
        var type = reader.ReadUInt32();
        var count = reader.ReadUInt32();
        if (register is 0 or > Registers || count > lengths.Count) return null;

        ReadOnlySpan<byte> digest = default;
        for (var i = 0; i < count; i++)
        {
            var algorithm = reader.ReadUInt16();
            if (!lengths.TryGetValue(algorithm, out var length)) return null;
            var value = reader.Read(length);
            if (algorithm == Sha384Algorithm) digest = value;
        }

        var data = reader.Read(reader.ReadUInt32());
        return !reader.HasFailed && digest.Length == DigestLength ? new CcEvent((int)register - 1, type, new Measurement(digest.ToArray()), data.ToArray()) : null;
    }

    /// <summary>True when nothing is left but the bytes that an empty log area holds.</summary>
    private static bool IsFill(SpanReader rest)
    {
        if (rest.HasFailed) return false;
        var bytes = rest.ReadRest();
        return !bytes.ContainsAnyExcept((byte)0xff) || !bytes.ContainsAnyExcept((byte)0);
    }
}

/// <summary>An event of a <see cref="CcEventLog"/>.</summary>
/// <param name="Register">The RTMR that it was measured into, 0 to 3.</param>
/// <param name="Type">The TCG event type, such as 0x80000003 for a boot application.</param>
/// <param name="Digest">The SHA-384 digest that the register was extended with: 48 bytes.</param>
/// <param name="Data">What was written down beside it; its form depends on the type.</param>
public sealed record CcEvent(int Register, uint Type, Measurement Digest, ReadOnlyMemory<byte> Data);
