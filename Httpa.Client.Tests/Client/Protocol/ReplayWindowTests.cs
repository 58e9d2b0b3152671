using CsCheck;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class ReplayWindowTests
{
    [Test]
    public void Each_number_is_taken_once_in_any_order()
    {
        var window = new ReplayWindow();
        foreach (var n in (ulong[])[0, 5, 3, 1024, 4, 1, 2]) Assert.That(window.TryTake(n), $"{n}");
        foreach (var n in (ulong[])[0, 5, 3, 1024, 4, 1, 2]) Assert.That(window.TryTake(n), Is.False, $"{n} again");
    }

    [Test]
    public void A_number_before_the_window_is_refused_and_the_last_in_it_is_not()
    {
        var window = new ReplayWindow();
        Assert.That(window.TryTake(100_000));
        Assert.That(window.TryTake(100_000 - ReplayWindow.Size), Is.False);
        Assert.That(window.TryTake(100_000 - ReplayWindow.Size + 1));
        Assert.That(ReplayWindow.Size, Is.GreaterThanOrEqualTo(1024));
    }

    [Test]
    public void The_last_number_is_taken_and_what_is_beyond_is_not()
    {
        var window = new ReplayWindow();
        Assert.That(window.TryTake(RecordSealer.MaxSequence));
        Assert.That(window.TryTake(RecordSealer.MaxSequence), Is.False);
        Assert.That(window.TryTake(RecordSealer.MaxSequence + 1), Is.False);
        Assert.That(window.TryTake(ulong.MaxValue), Is.False);
    }

    [Test]
    public void Of_many_copies_at_once_one_wins()
    {
        var window = new ReplayWindow();
        var taken = 0;
        Parallel.For(0, 4000, i =>
        {
            if (window.TryTake((ulong)(i / 4))) Interlocked.Increment(ref taken);
        });
        Assert.That(taken, Is.EqualTo(1000));
    }

    [Test]
    public void It_agrees_with_a_set_that_remembers_everything() => Gen.ULong[0, 20_000].List[1, 400].Sample(
        numbers =>
        {
            var window = new ReplayWindow();
            var seen = new HashSet<ulong>();
            var highest = 0UL;
            foreach (var n in numbers)
            {
                var expected = n + ReplayWindow.Size > highest && seen.Add(n);
                if (window.TryTake(n) != expected) return false;
                highest = Math.Max(highest, n);
            }

            return true;
        },
        iter: 300);
}
