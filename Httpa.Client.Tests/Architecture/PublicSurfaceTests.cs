using System.Reflection;
using Httpa.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Architecture;

/// <summary>What users can see.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PublicSurfaceTests
{
    private static readonly Assembly[] Libraries = [typeof(EvidenceVerifiers).Assembly, typeof(HttpaHandler).Assembly, typeof(HttpaServerOptions).Assembly];

    [TestCaseSource(nameof(Libraries))]
    public void Public_types_are_sealed_static_or_interfaces(Assembly library) =>
        Assert.That(library.GetExportedTypes().Where(type => type is { IsSealed: false, IsInterface: false }), Is.Empty);

    [TestCaseSource(nameof(Libraries))]
    public void Public_namespaces_begin_with_the_name_of_their_assembly(Assembly library) =>
        Assert.That(library.GetExportedTypes().Select(type => type.Namespace), Is.All.StartsWith(library.GetName().Name!));

    [TestCaseSource(nameof(Libraries))]
    public void Public_types_have_no_public_fields_but_constants_and_named_values(Assembly library)
    {
        var fields = library.GetExportedTypes().Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field is { IsLiteral: false, IsInitOnly: false });
        Assert.That(fields, Is.Empty);
    }

    [TestCaseSource(nameof(Libraries))]
    public void Members_of_enumerations_have_explicit_numbers_that_are_not_zero(Assembly library)
    {
        // A zero would be what a forgotten assignment means.
        var zero = library.GetExportedTypes().Where(type => type.IsEnum && !type.IsDefined(typeof(FlagsAttribute)) && Enum.IsDefined(type, Enum.ToObject(type, 0)));
        Assert.That(zero, Is.Empty);
    }
}
