using System.Xml;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>An attribute; namespace declarations are none.</summary>
/// <param name="Prefix">The prefix as written; empty for none.</param>
/// <param name="Name">The local name.</param>
/// <param name="Namespace">The namespace; empty for none.</param>
/// <param name="Value">The value.</param>
internal sealed record XmlAttributeNode(string Prefix, string Name, string Namespace, string Value);

/// <summary>
/// An element of a small XML document, with everything that its canonical form depends on. The document has no document type, no entities but the five of XML and
/// character references, no processing instructions, no CDATA sections and no <c>xml:</c> attributes; comments are left out, as in the canonical form.
/// </summary>
internal sealed class XmlNode
{
    private const int MaxLength = 512 * 1024;
    private const int MaxDepth = 16;
    private const int MaxElements = 4096;
    private const int MaxAttributes = 64;

    // Of the whole document. The canonical form of an element depends on all namespaces in scope, so their number must not be for a forger to choose.
    private const int MaxDeclarations = 32;

    private static readonly System.Text.UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        MaxCharactersInDocument = MaxLength,
    };

    private readonly List<object> _children = [];

    private XmlNode(string prefix, string name, string ns) => (Prefix, Name, Namespace) = (prefix, name, ns);

    /// <summary>The prefix as written; empty for none.</summary>
    public string Prefix { get; }

    /// <summary>The local name.</summary>
    public string Name { get; }

    /// <summary>The namespace; empty for none.</summary>
    public string Namespace { get; }

    /// <summary>The namespaces that are declared on the element itself: prefix (empty for the default) and name.</summary>
    public List<KeyValuePair<string, string>> Declarations { get; } = [];

    /// <summary>The attributes, in the order written.</summary>
    public List<XmlAttributeNode> Attributes { get; } = [];

    /// <summary>What stands inside: texts and elements.</summary>
    public IReadOnlyList<object> Children => _children;

    /// <summary>The elements inside.</summary>
    public IEnumerable<XmlNode> Elements => _children.OfType<XmlNode>();

    /// <summary>The text, when nothing but text stands inside; else null.</summary>
    public string? Text => _children.TrueForAll(c => c is string) ? string.Concat(_children) : null;

    /// <summary>True when no text but white space stands between the elements.</summary>
    public bool HasOnlyElements => _children.OfType<string>().All(t => t.AsSpan().Trim(" \t\r\n").IsEmpty);

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The document in UTF-8, whatever it says of its own encoding.</param>
    /// <returns>The root element; null when this is no such document.</returns>
    public static XmlNode? TryRead(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength) return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(Utf8.GetString(utf8)), Settings);
            return ReadDocument(reader);
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            // ArgumentException: not UTF-8.
            return null;
        }
    }

    /// <summary>The value of an attribute without a namespace; null when there is none.</summary>
    public string? Attribute(string name, string ns = "") => Attributes.Find(a => a.Name == name && a.Namespace == ns)?.Value;

    /// <summary>True for an element of a name.</summary>
    public bool Is(string name, string ns) => Name == name && Namespace == ns;

    private static XmlNode? ReadDocument(XmlReader reader)
    {
        XmlNode? root = null;
        var open = new Stack<XmlNode>();
        var (elements, declarations) = (0, 0);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.XmlDeclaration:
                case XmlNodeType.Whitespace when open.Count == 0:
                    break;
                case XmlNodeType.Element:
                    if (++elements > MaxElements || open.Count == MaxDepth || ReadElement(reader) is not { } element) return null;
                    if ((declarations += element.Declarations.Count) > MaxDeclarations) return null;
                    if (open.TryPeek(out var parent)) parent._children.Add(element);
                    else root = element;
                    if (!reader.IsEmptyElement) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    open.Peek()._children.Add(reader.Value);
                    break;
                default:
                    return null;
            }
        }

        return root;
    }

    private static XmlNode? ReadElement(XmlReader reader)
    {
        var element = new XmlNode(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        if (reader.AttributeCount > MaxAttributes) return null;
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix == "xml") return null;
            if (reader.Name == "xmlns") element.Declarations.Add(new("", reader.Value));
            else if (reader.Prefix == "xmlns") element.Declarations.Add(new(reader.LocalName, reader.Value));
            else element.Attributes.Add(new XmlAttributeNode(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value));
        }

        reader.MoveToElement();
        return element;
    }
}
