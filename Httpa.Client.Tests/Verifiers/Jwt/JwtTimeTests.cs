using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

/// <summary>When a token counts.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class JwtTimeTests
{
    private static readonly DateTimeOffset Issued = JwtScene.Issued;

    [Test]
    public void Rejects_in_the_second_of_exp_and_later()
    {
        using var scene = new JwtScene();
        var end = Issued + scene.Service.Settings.Lifetime;
        Assert.Multiple(() =>
        {
            Assert.That(scene.ReasonsAt(end.AddSeconds(-1)), Is.Empty);
            Assert.That(scene.ReasonsAt(end), Is.EqualTo(new[] { AppraisalReason.JwtExpired }));
        });
    }

    [TestCase("iat")]
    [TestCase("nbf")]
    public void Rejects_before_the_beginning_but_for_a_small_skew(string claim)
    {
        using var scene = new JwtScene();
        scene.Claims[claim] = Issued.AddMinutes(5).ToUnixTimeSeconds();
        Assert.Multiple(() =>
        {
            Assert.That(scene.ReasonsAt(Issued.AddMinutes(5) - scene.Policy.ClockSkew), Is.Empty);
            Assert.That(scene.ReasonsAt(Issued.AddMinutes(5).AddSeconds(-1) - scene.Policy.ClockSkew), Is.EqualTo(new[] { AppraisalReason.JwtNotYetValid }));
        });
    }

    [Test]
    public void Refuses_a_token_without_an_end_unless_the_policy_ends_it()
    {
        using var scene = new JwtScene();
        scene.Claims.Remove("exp");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtExpiryAbsent }));

        scene.Policy = scene.Policy with { AcceptsMissingExpiry = true };
        Assert.That(scene.Appraise().Expires, Is.EqualTo(Issued + scene.Policy.MaxAge));
    }

    [Test]
    public void Refuses_a_token_that_is_too_old()
    {
        using var scene = new JwtScene();
        scene.Policy = scene.Policy with { MaxAge = TimeSpan.FromMinutes(5) };
        Assert.Multiple(() =>
        {
            Assert.That(scene.ReasonsAt(Issued.AddMinutes(5)), Is.Empty);
            Assert.That(scene.ReasonsAt(Issued.AddMinutes(5).AddSeconds(1)), Is.EqualTo(new[] { AppraisalReason.JwtTooOld }));
        });
    }

    [Test]
    public void Refuses_a_token_that_does_not_say_how_old_it_is()
    {
        using var scene = new JwtScene();
        scene.Claims.Remove("iat");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtIssueTimeAbsent }));
    }

    [Test]
    public void An_acceptance_ends_with_the_first_end()
    {
        using var scene = new JwtScene();
        Assert.That(scene.Appraise().Expires, Is.EqualTo(Issued + scene.Service.Settings.Lifetime - TimeSpan.FromSeconds(1)));
        scene.Policy = scene.Policy with { MaxAge = TimeSpan.FromMinutes(5) };
        Assert.That(scene.Appraise().Expires, Is.EqualTo(Issued.AddMinutes(5)));
    }
}
