using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Arm;

/// <summary>A claim of a token: its key in the map, and its name for messages.</summary>
/// <param name="Key">The number.</param>
/// <param name="Name">The name.</param>
internal readonly record struct ArmClaim(long Key, string Name);

/// <summary>
/// The claims of a token, a map (RFC 8392; RFC 9711). The first claim that is not as it must be makes the whole set fail for good and stays in <see cref="Problem"/>, so
/// that a parser reads all its claims and asks once. Claims that it does not ask for are left alone, as RFC 9711 (section 7.2.2) has it.
/// </summary>
internal sealed class ArmClaims
{
    private const int MaxClaims = 64;
    private const int MaxName = 256;
    private const int MaxText = 1024;

    private readonly Dictionary<long, ReadOnlyMemory<byte>> _values = [];

    private ArmClaims()
    {
    }

    /// <summary>What is wrong with the first claim that is not as it must be; null when all are well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes the map apart.</summary>
    /// <param name="payload">The map; it must not change.</param>
    /// <returns>Null when this is no map, or a claim stands in it twice.</returns>
    public static ArmClaims? TryRead(ReadOnlyMemory<byte> payload)
    {
        var claims = new ArmClaims();
        var cbor = new StrictCbor(payload, CborNumbers.AnyLength);
        var count = cbor.ReadMap(MaxClaims);
        for (var i = 0; i < count && !cbor.HasFailed; i++)
        {
            // A claim of somebody's own may have a name instead of a number.
            if (cbor.Next == System.Formats.Cbor.CborReaderState.TextString) _ = (cbor.ReadText(MaxName), cbor.ReadRaw());
            else if (!claims._values.TryAdd(cbor.ReadInteger(), cbor.ReadRaw())) cbor.Fail();
        }

        cbor.EndMap();
        return cbor.IsComplete ? claims : null;
    }

    /// <summary>True when there is a claim of this key.</summary>
    public bool Has(long key) => _values.ContainsKey(key);

    /// <summary>Makes the set fail for a reason that its reader knows.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <summary>A byte string of one of some lengths, in bytes.</summary>
    public Measurement Bytes(ArmClaim claim, params ReadOnlySpan<int> lengths)
    {
        var bytes = Required(claim, static cbor => cbor.ReadBytes(0, int.MaxValue));
        if (Problem is null && !lengths.Contains(bytes.Length)) Fail($"has the claim {claim.Key} ({claim.Name}) with {bytes.Length} bytes instead of {string.Join(" or ", lengths.ToArray())}");
        return new Measurement(bytes.ToArray());
    }

    /// <summary>A byte string, empty perhaps.</summary>
    public Measurement BytesOfAnyLength(ArmClaim claim) => new(Required(claim, static cbor => cbor.ReadBytes(0, int.MaxValue)).ToArray());

    /// <summary>A byte string of a length from a minimum to a maximum, in bytes; null when the claim is absent.</summary>
    public Measurement? FindBytes(ArmClaim claim, int minimum, int maximum)
    {
        if (!Has(claim.Key)) return null;
        var bytes = Required(claim, cbor => cbor.ReadBytes(minimum, maximum));
        return new Measurement(bytes.ToArray());
    }

    /// <summary>An identifier of a device: 33 bytes, the first of which says that the others were chosen at random (RFC 9711, section 4.2.1.1).</summary>
    public Measurement InstanceId(ArmClaim claim)
    {
        var id = Bytes(claim, 33);
        if (Problem is null && id.Bytes.Span[0] != 1) Fail($"has the claim {claim.Key} ({claim.Name}) of type {id.Bytes.Span[0]:x2} instead of 01");
        return id;
    }

    /// <summary>A text that is not empty.</summary>
    public string Text(ArmClaim claim) => Required(claim, static cbor => cbor.ReadText(MaxText)) ?? "";

    /// <summary>The same; null when the claim is absent.</summary>
    public string? FindText(ArmClaim claim) => Has(claim.Key) ? Text(claim) : null;

    /// <summary>A whole number from a minimum to a maximum.</summary>
    public long Number(ArmClaim claim, long minimum, long maximum) => Required(claim, cbor => cbor.ReadInteger(minimum, maximum));

    /// <summary>The same; null when the claim is absent.</summary>
    public long? FindNumber(ArmClaim claim, long minimum, long maximum) => Has(claim.Key) ? Number(claim, minimum, maximum) : null;

    /// <summary>The software that the device started with.</summary>
    public IReadOnlyList<SoftwareComponent> Components(ArmClaim claim) => Required(claim, SoftwareComponents.Read) ?? [];

    /// <summary>Reads a claim.</summary>
    /// <returns>The default when it is absent or not as the reader wants it.</returns>
    public T? Required<T>(ArmClaim claim, Func<StrictCbor, T> read)
    {
        if (!_values.TryGetValue(claim.Key, out var raw))
        {
            Fail($"lacks the claim {claim.Key} ({claim.Name})");
            return default;
        }

        var cbor = new StrictCbor(raw, CborNumbers.AnyLength);
        var value = read(cbor);
        if (cbor.IsComplete) return value;
        Fail($"has the claim {claim.Key} ({claim.Name}) in a form that it cannot have");
        return default;
    }
}
