using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

internal sealed class BoundedMemoryTests
{
    [Test]
    public void Finds_what_was_remembered_under_equal_bytes()
    {
        var memory = new BoundedMemory<string>(2);
        memory.Set([1, 2], "a");
        Assert.That(memory.TryGet([1, 2], out var value), Is.True);
        Assert.That(value, Is.EqualTo("a"));
        Assert.That(memory.TryGet([1, 3], out _), Is.False);
        Assert.That(memory.TryGet([], out _), Is.False);
    }

    [Test]
    public void Forgets_the_oldest_when_it_is_full()
    {
        var memory = new BoundedMemory<string>(2);
        memory.Set([1], "a");
        memory.Set([2], "b");
        memory.Set([1], "c");
        memory.Set([3], "d");
        Assert.That(memory.TryGet([1], out _), Is.False);
        Assert.That(memory.TryGet([2], out _), Is.True);
        Assert.That(memory.TryGet([3], out _), Is.True);
    }

    [Test]
    public void Does_not_change_with_the_array_that_it_was_given()
    {
        var memory = new BoundedMemory<string>(2);
        var key = new byte[] { 1 };
        memory.Set(key, "a");
        key[0] = 2;
        Assert.That(memory.TryGet([1], out _), Is.True);
    }
}
