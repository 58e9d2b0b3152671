using Httpa.Verifiers;

namespace Httpa.Tool.Pinning;

/// <summary>What every value of a pinned policy has: its name, and whom the user trusts besides the vendors.</summary>
/// <param name="Name">The name, such as <c>pinned 2026-11-23 from api.example.com</c>.</param>
/// <param name="Trust">Roots and keys in the form of a policy that accepts nothing.</param>
internal sealed record Pin(string Name, AttestationPolicy Trust)
{
    /// <summary>Accepts what was seen.</summary>
    public ReferenceValue<T> Value<T>(T seen) where T : IEquatable<T> => ReferenceValue.AnyOf(new NamedValue<T>(seen, Name));

    /// <summary>Accepts all that were seen, each once.</summary>
    public ReferenceValue<T> Values<T>(IEnumerable<T> seen) where T : IEquatable<T> => ReferenceValue.AnyOf<T>([.. seen.Distinct().Select(v => new NamedValue<T>(v, Name))]);
}
