using System.Globalization;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Arm;

/// <summary>The list of software components in a token.</summary>
internal static class SoftwareComponents
{
    private const int MaxComponents = 64;
    private const int MaxMembers = 16;
    private const int MaxText = 256;

    /// <summary>Reads the list. An empty one is a failure; members with other numbers are left alone.</summary>
    /// <param name="cbor">Stands on the list.</param>
    public static IReadOnlyList<SoftwareComponent> Read(StrictCbor cbor)
    {
        var count = cbor.ReadArray(MaxComponents);
        if (count == 0) cbor.Fail();
        var components = new List<SoftwareComponent>(count);
        for (var i = 0; i < count && !cbor.HasFailed; i++) components.Add(ReadOne(cbor));
        cbor.EndArray();
        return components.AsReadOnly();
    }

    /// <summary>Every component's members as claims.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Describe(IReadOnlyList<SoftwareComponent> components)
    {
        for (var i = 0; i < components.Count; i++)
        {
            var (component, name) = (components[i], string.Create(CultureInfo.InvariantCulture, $"softwareComponents[{i}]"));
            if (component.MeasurementType is { } type) yield return new($"{name}.measurementType", type);
            yield return new($"{name}.measurementValue", component.MeasurementValue.ToString());
            if (component.Version is { } version) yield return new($"{name}.version", version);
            yield return new($"{name}.signerId", component.SignerId.ToString());
            if (component.MeasurementDescription is { } description) yield return new($"{name}.measurementDescription", description);
        }
    }

    private static SoftwareComponent ReadOne(StrictCbor cbor)
    {
        var (type, version, description) = ((string?)null, (string?)null, (string?)null);
        var (value, signer) = ((Measurement?)null, (Measurement?)null);
        var members = new HashSet<long>();
        var count = cbor.ReadMap(MaxMembers);
        for (var i = 0; i < count && !cbor.HasFailed; i++)
        {
            var member = cbor.ReadInteger();
            if (!members.Add(member)) cbor.Fail();
            switch (member)
            {
                case 1: type = cbor.ReadText(MaxText); break;
                case 2: value = ReadHash(cbor); break;
                case 4: version = cbor.ReadText(MaxText); break;
                case 5: signer = ReadHash(cbor); break;
                case 6: description = cbor.ReadText(MaxText); break;
                default: cbor.ReadRaw(); break;
            }
        }

        cbor.EndMap();
        if (value is null || signer is null) cbor.Fail();
        return new SoftwareComponent
        {
            MeasurementType = type, MeasurementValue = value ?? default, Version = version, SignerId = signer ?? default, MeasurementDescription = description,
        };
    }

    private static Measurement ReadHash(StrictCbor cbor)
    {
        var bytes = cbor.ReadBytes(32, 64);
        if (bytes.Length is not (32 or 48 or 64)) cbor.Fail();
        return new Measurement(bytes.ToArray());
    }
}
