namespace Httpa.Verifiers;

/// <summary>The members of an object in a policy file, each taken once; what is left over at the end is unknown.</summary>
internal sealed class PolicyObject
{
    private readonly PolicyElement _element;
    private readonly Dictionary<string, PolicyElement> _left = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly List<string> _taken = [];

    public PolicyObject(PolicyElement element)
    {
        _element = element;
        foreach (var member in element.Json.EnumerateObject())
        {
            var path = PathOf(member.Name);
            if (!_left.TryAdd(member.Name, new(member.Value, path, element.Reading))) throw new PolicyFormatException(path, "each member once", "it twice");
        }
    }

    /// <summary>The member, or null when it is absent. A member that is null is an error of its type.</summary>
    public PolicyElement? Take(string name)
    {
        _known.Add(name);
        if (!_left.Remove(name, out var member)) return null;
        _taken.Add(name);
        return member;
    }

    /// <summary>The member.</summary>
    public PolicyElement Required(string name) =>
        Take(name) ?? throw new PolicyFormatException(PathOf(name), "a value", "none");

    /// <summary>Refuses members that were not taken.</summary>
    public void End()
    {
        foreach (var member in _left.Values)
            throw new PolicyFormatException(member.Path, "one of the members " + string.Join(", ", _known), "a member that is unknown");
    }

    /// <summary>The same, for an object of which exactly one member may be there.</summary>
    public T EndWithOne<T>(T? taken) where T : class
    {
        End();
        if (_taken.Count == 1) return taken!;
        var found = _taken.Count == 0 ? "none" : string.Join(" and ", _taken);
        throw new PolicyFormatException(_element.Path, "exactly one of " + string.Join(", ", _known), found);
    }

    private string PathOf(string name) => _element.Reading.InSettings ? $"{_element.Path}:{name}" : $"{_element.Path}.{name}";
}
