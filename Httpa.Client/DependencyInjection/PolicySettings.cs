using System.Text.Json;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;

namespace Httpa.Client.DependencyInjection;

/// <summary>A policy that is written in settings, in the words of the policy file (docs/policies.md).</summary>
internal static class PolicySettings
{
    /// <exception cref="PolicyFormatException">It is no policy; the path is the one in the settings.</exception>
    public static AttestationPolicy Read(IConfigurationSection section)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json)) Write(writer, section);
        return AttestationPolicyJson.ParseSettings(json.ToArray(), section.Path);
    }

    /// <summary>Settings know no types: every leaf is text, and a list is an object with the keys 0, 1, 2.</summary>
    private static void Write(Utf8JsonWriter writer, IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            writer.WriteStringValue(section.Value);
            return;
        }

        writer.WriteStartObject();
        foreach (var child in children)
        {
            writer.WritePropertyName(child.Key);
            Write(writer, child);
        }

        writer.WriteEndObject();
    }
}
