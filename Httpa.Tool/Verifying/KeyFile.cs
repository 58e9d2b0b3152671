using Httpa.Verifiers;

namespace Httpa.Tool.Verifying;

/// <summary>Where the keys are for evidence that no vendor's built-in key vouches for.</summary>
internal static class KeyFile
{
    /// <summary>The file of <c>--keys</c>, or else one that lies beside the endorsements: whoever names that directory names the keys in it.</summary>
    /// <param name="type">The type of the evidence.</param>
    /// <param name="file">The file of <c>--keys</c>; null for none.</param>
    /// <param name="directory">The directory of <c>--endorsements</c>; null for none.</param>
    /// <returns>Null when there is none, or evidence of this type needs none.</returns>
    public static string? Find(EvidenceType type, string? file, string? directory) =>
        file ?? (directory is null ? null : NamesFor(type).Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists));

    private static string[] NamesFor(EvidenceType type) => type.Token switch
    {
        "jwt" => ["jwks.json"],
        "psa" => NamesOf("iak"),
        "cca" => NamesOf("cpak"),
        _ => [],
    };

    private static string[] NamesOf(string key) => [$"{key}_public.jwk", $"{key}_public.pem", $"{key}_public.der", $"{key}_hmac_key.hex"];
}
