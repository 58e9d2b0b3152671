using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Httpa.Client.Tests.Architecture;

/// <summary>What an assembly refers to, read from its metadata: what the compiler wrote, not what the source seems to say.</summary>
internal static class CompiledReferences
{
    /// <summary>The full names of all types outside the assembly that its code mentions.</summary>
    public static IReadOnlyCollection<string> Types(Assembly assembly) => Read(assembly, reader => reader.TypeReferences
        .Select(handle => Name(reader, handle))
        .ToHashSet(StringComparer.Ordinal));

    /// <summary>The members outside the assembly that its code uses, as <c>Namespace.Type.Member</c>.</summary>
    public static IReadOnlyCollection<string> Members(Assembly assembly) => Read(assembly, reader => reader.MemberReferences
        .Select(reader.GetMemberReference)
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => $"{Name(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}")
        .ToHashSet(StringComparer.Ordinal));

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private static IReadOnlyCollection<string> Read(Assembly assembly, Func<MetadataReader, IReadOnlyCollection<string>> select)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        return select(file.GetMetadataReader());
    }
}
