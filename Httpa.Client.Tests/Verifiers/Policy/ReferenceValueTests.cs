using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class ReferenceValueTests
{
    [Test]
    public void Accepts_the_values_named_and_no_others()
    {
        var reference = ReferenceValue.AnyOf(("v1", "00ff"), ("v2", "0100"));
        Assert.That(reference.Accepts(Measurement.Parse("00FF")), Is.True);
        Assert.That(reference.Accepts(Measurement.Parse("00")), Is.False);
        Assert.That(reference.Accepts(Measurement.Parse("00ff00")), Is.False);
        Assert.That(reference.Accepts(default), Is.False);
        Assert.That(reference.Values.Select(v => v.Name), Is.EqualTo(new[] { "v1", "v2" }));
    }

    [Test]
    public void Accepts_nothing_when_no_value_is_named() =>
        Assert.That(ReferenceValue.AnyOf(Array.Empty<Measurement>()).Accepts(default), Is.False);

    [TestCase(0u, false), TestCase(4u, false), TestCase(5u, true), TestCase(uint.MaxValue, true)]
    public void Accepts_numbers_from_the_minimum_on(uint actual, bool accepted) =>
        Assert.That(ReferenceValue.AtLeast(5u).Accepts(actual), Is.EqualTo(accepted));

    [Test]
    public void Accepts_anything_when_unchecked_and_says_why()
    {
        var reference = ReferenceValue.Unchecked<ushort>("the build is named");
        Assert.That(reference.Accepts(9), Is.True);
        Assert.That(reference.IsUnchecked, Is.True);
        Assert.That(reference.ToString(), Does.Contain("the build is named"));
    }

    [Test]
    public void Has_a_minimum_only_when_made_with_one()
    {
        Assert.That(ReferenceValue.AtLeast<ushort>(0).Minimum, Is.Zero);
        Assert.That(() => ReferenceValue.AnyOf<ushort>(1).Minimum, Throws.InvalidOperationException);
    }

    [Test]
    public void Is_equal_when_the_same_is_accepted_under_the_same_names()
    {
        var named = ReferenceValue.AnyOf(("v1", "00"));
        Assert.That(ReferenceValue.AnyOf(("v1", "00")), Is.EqualTo(named));
        Assert.That(ReferenceValue.AnyOf(("v1", "00")), Is.Not.EqualTo(ReferenceValue.AnyOf("00")));
        Assert.That(ReferenceValue.AtLeast<ushort>(1), Is.Not.EqualTo(ReferenceValue.AnyOf<ushort>(1)));
        Assert.That(ReferenceValue.AtLeast<ushort>(1), Is.Not.EqualTo(ReferenceValue.AtLeast<ushort>(2)));
        Assert.That(ReferenceValue.Unchecked<ushort>("a"), Is.Not.EqualTo(ReferenceValue.Unchecked<ushort>("b")));
    }

    [Test]
    public void Refuses_text_that_is_not_hexadecimal() =>
        Assert.That(() => ReferenceValue.AnyOf(("v1", "xyz")), Throws.InstanceOf<FormatException>());

    [Test]
    public void Masked_values_hold_the_bits_under_the_mask_and_need_the_same_length()
    {
        var rule = MaskedValue.Parse("05", "0f");
        Assert.That(rule.Accepts(Measurement.Parse("f5")), Is.True);
        Assert.That(rule.Accepts(Measurement.Parse("f7")), Is.False);
        Assert.That(rule.Accepts(Measurement.Parse("0500")), Is.False);
        Assert.That(new MaskedValue(Measurement.Parse("0500"), Measurement.Parse("ff")).Accepts(Measurement.Parse("05")), Is.False);
    }
}
