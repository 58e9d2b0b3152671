namespace Httpa.Verifiers.Dcap;

/// <summary>Where Intel explains its security advisories.</summary>
internal static class Advisory
{
    private const string Prefix = "INTEL-SA-";

    /// <summary>The pages of advisories, for messages; ids of another form, which have no such page, as they are.</summary>
    /// <param name="ids">Ids such as <c>INTEL-SA-00615</c>.</param>
    public static string Pages(IEnumerable<string> ids) => string.Join(", ", ids.Select(Page));

    private static string Page(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > Prefix.Length && id.AsSpan(Prefix.Length).ContainsAnyExceptInRange('0', '9') == false
            ? $"https://www.intel.com/content/www/us/en/security-center/advisory/{id.ToLowerInvariant()}.html" : id;
}
