using System.Text;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// Writes the canonical form of XML without comments: Canonical XML 1.0 and 1.1, which agree where there are no <c>xml:</c> attributes
/// (W3C "Canonical XML Version 1.1", sections 2.2 and 2.4).
/// </summary>
internal static class CanonicalXml
{
    /// <summary>Writes an element of a document.</summary>
    /// <param name="path">The elements from the document's root to this one.</param>
    /// <param name="without">An element inside that is left out; null for none.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] Write(IReadOnlyList<XmlNode> path, XmlNode? without = null)
    {
        // All namespaces in scope belong to the form, those that an ancestor declares too.
        var scope = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var ancestor in path.SkipLast(1))
            foreach (var (prefix, name) in ancestor.Declarations) scope[prefix] = name;

        var text = new StringBuilder();
        Write(path[^1], scope, new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" }, without, text);
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(XmlNode element, Dictionary<string, string> scope, Dictionary<string, string> written, XmlNode? without, StringBuilder text)
    {
        if (element.Declarations.Count > 0)
        {
            scope = new(scope, StringComparer.Ordinal);
            foreach (var (prefix, name) in element.Declarations) scope[prefix] = name;
        }

        var tag = Qualified(element.Prefix, element.Name);
        text.Append('<').Append(tag);

        // The element above wrote all that is in scope, unless there is none above.
        if (element.Declarations.Count > 0 || written.Count == 1) written = WriteNamespaces(scope, written, text);
        foreach (var attribute in element.Attributes.OrderBy(a => a.Namespace, StringComparer.Ordinal).ThenBy(a => a.Name, StringComparer.Ordinal))
            WriteAttribute(Qualified(attribute.Prefix, attribute.Name), attribute.Value, text);

        text.Append('>');
        foreach (var child in element.Children)
        {
            if (child is string characters) WriteText(characters, text);
            else if (!ReferenceEquals(child, without)) Write((XmlNode)child, scope, written, without, text);
        }

        text.Append("</").Append(tag).Append('>');
    }

    /// <summary>Writes each namespace in scope that the nearest element written does not have already, by prefix.</summary>
    /// <returns>What this element has.</returns>
    private static Dictionary<string, string> WriteNamespaces(Dictionary<string, string> scope, Dictionary<string, string> written, StringBuilder text)
    {
        var result = new Dictionary<string, string>(written, StringComparer.Ordinal);
        foreach (var (prefix, name) in scope.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            if (written.GetValueOrDefault(prefix) == name) continue;
            WriteAttribute(prefix.Length == 0 ? "xmlns" : $"xmlns:{prefix}", name, text);
            result[prefix] = name;
        }

        return result;
    }

    private static string Qualified(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}:{name}";

    private static void WriteAttribute(string name, string value, StringBuilder text)
    {
        text.Append(' ').Append(name).Append("=\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '"' => text.Append("&quot;"),
                '\t' => text.Append("&#x9;"),
                '\n' => text.Append("&#xA;"),
                '\r' => text.Append("&#xD;"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void WriteText(string value, StringBuilder text)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '\r' => text.Append("&#xD;"),
                _ => text.Append(c),
            };
        }
    }
}
