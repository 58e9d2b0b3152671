using System.Formats.Cbor;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;

namespace Httpa.TestServer.Simulated;

/// <summary>The claims of an Arm token, in their order. Tests change, add and remove single ones.</summary>
internal sealed class SimulatedClaims
{
    private readonly List<KeyValuePair<long, Action<CborWriter>>> _claims = [];

    /// <summary>Adds a claim, in the place of another of the same key.</summary>
    public SimulatedClaims With(long key, Action<CborWriter> write)
    {
        var at = _claims.FindIndex(c => c.Key == key);
        if (at < 0) _claims.Add(new(key, write));
        else _claims[at] = new(key, write);
        return this;
    }

    public SimulatedClaims With(long key, byte[] value) => With(key, writer => writer.WriteByteString(value));

    public SimulatedClaims With(long key, string value) => With(key, writer => writer.WriteTextString(value));

    public SimulatedClaims With(long key, long value) => With(key, writer => writer.WriteInt64(value));

    public SimulatedClaims With(long key, IReadOnlyList<SoftwareComponent> components) => With(key, writer =>
    {
        writer.WriteStartArray(components.Count);
        foreach (var component in components) Write(writer, component);
        writer.WriteEndArray();
    });

    public SimulatedClaims With(long key, IReadOnlyList<Measurement> measurements) => With(key, writer =>
    {
        writer.WriteStartArray(measurements.Count);
        foreach (var measurement in measurements) writer.WriteByteString(measurement.Bytes.Span);
        writer.WriteEndArray();
    });

    public SimulatedClaims Without(long key)
    {
        _claims.RemoveAll(c => c.Key == key);
        return this;
    }

    public byte[] Encode()
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap(_claims.Count);
        foreach (var (key, write) in _claims)
        {
            writer.WriteInt64(key);
            write(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void Write(CborWriter writer, SoftwareComponent component)
    {
        (int Key, string? Text)[] texts = [(1, component.MeasurementType), (4, component.Version), (6, component.MeasurementDescription)];
        var given = texts.Where(t => t.Text is not null).ToList();
        writer.WriteStartMap(2 + given.Count);
        writer.WriteInt32(2);
        writer.WriteByteString(component.MeasurementValue.Bytes.Span);
        writer.WriteInt32(5);
        writer.WriteByteString(component.SignerId.Bytes.Span);
        foreach (var (key, text) in given)
        {
            writer.WriteInt32(key);
            writer.WriteTextString(text!);
        }

        writer.WriteEndMap();
    }
}
