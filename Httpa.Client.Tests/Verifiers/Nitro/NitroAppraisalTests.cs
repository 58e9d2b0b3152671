using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Nitro;

/// <summary>What a policy refuses of a genuine document.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NitroAppraisalTests : IDisposable
{
    private static readonly Measurement Other = SimulatedNitroSettings.Phrase("other");
    private static readonly ReferenceValue<Measurement> NamesOther = ReferenceValue.AnyOf(Other);
    private static readonly ReferenceValue<Measurement> Anything = ReferenceValue.Unchecked<Measurement>("why");

    private readonly NitroScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Test]
    public void Refuses_each_measurement_that_the_policy_does_not_name()
    {
        Assert.Multiple(() =>
        {
            Refuses(p => p with { Pcr0 = NamesOther }, AppraisalReason.NitroPcr0Mismatch);
            Refuses(p => p with { Pcr1 = NamesOther }, AppraisalReason.NitroPcr1Mismatch);
            Refuses(p => p with { Pcr2 = NamesOther }, AppraisalReason.NitroPcr2Mismatch);
            Refuses(p => p with { Pcr3 = NamesOther }, AppraisalReason.NitroPcr3Mismatch);
            Refuses(p => p with { Pcr4 = NamesOther }, AppraisalReason.NitroPcr4Mismatch);
            Refuses(p => p with { Pcr8 = NamesOther }, AppraisalReason.NitroPcr8Mismatch);
            Refuses(p => p with { OtherPcrs = Register(15, NamesOther) }, AppraisalReason.NitroPcrMismatch);
            Refuses(p => p with { ModuleId = ReferenceValue.AnyOf<string>("i-0") }, AppraisalReason.NitroModuleNotListed);
        });
    }

    [Test]
    public void Refuses_a_policy_that_says_nothing_of_the_image()
    {
        Assert.Multiple(() =>
        {
            Refuses(p => p with { Pcr0 = null }, AppraisalReason.PolicyMemberAbsent);
            Refuses(p => p with { Pcr1 = null }, AppraisalReason.PolicyMemberAbsent);
            Refuses(p => p with { Pcr2 = null }, AppraisalReason.PolicyMemberAbsent);
        });
    }

    [Test]
    public void Accepts_any_role_instance_and_signer_when_the_policy_is_silent()
    {
        _scene.Policy = _scene.Policy with { Pcr3 = null, Pcr4 = null, Pcr8 = null, ModuleId = null };
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Accepts_named_registers_and_modules()
    {
        _scene.Document = _scene.Document with { Pcrs = With(_scene.Document.Pcrs, 16, Other) };
        _scene.Policy = _scene.Policy with { OtherPcrs = Register(16, NamesOther), ModuleId = ReferenceValue.AnyOf<string>(_scene.Document.ModuleId) };
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Refuses_a_register_that_is_not_in_the_document_unless_it_is_unchecked()
    {
        Refuses(p => p with { OtherPcrs = Register(20, NamesOther) }, AppraisalReason.NitroPcrMismatch);
        Refuses(p => p with { OtherPcrs = Register(20, Anything) });
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Refuses_an_image_that_is_not_measured(int index)
    {
        _scene.Policy = _scene.Policy with { Pcr0 = Anything, Pcr1 = Anything, Pcr2 = Anything };
        _scene.Document = _scene.Document with { Pcrs = With(_scene.Document.Pcrs, index, new Measurement(new byte[48])) };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroDebugMode }), "zero");
        _scene.Document = _scene.Document with { Pcrs = _scene.Document.Pcrs.Where(p => p.Key != index).ToDictionary() };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroDebugMode }), "missing");
    }

    [Test]
    public void Refuses_debug_mode_unless_it_is_allowed()
    {
        using var debug = new NitroScene(new SimulatedNitroSettings { IsDebug = true });
        debug.Policy = debug.Policy with { Pcr0 = Anything, Pcr1 = Anything, Pcr2 = Anything };
        Assert.That(debug.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroDebugMode }));
        debug.Policy = debug.Policy with { DangerousAllowDebug = true };
        Assert.That(debug.Reasons(), Is.Empty);
    }

    [TestCase(300, true)]
    [TestCase(301, false)]
    [TestCase(-300, true)]
    [TestCase(-301, false)]
    public void Accepts_documents_of_the_last_minutes_and_of_clocks_that_are_minutes_ahead(int age, bool accepted)
    {
        _scene.Certify(path => [.. path.Select(c => c with { NotBefore = NitroScene.Issued.AddDays(-1) })]);
        var reasons = _scene.Reasons(NitroScene.Issued.AddSeconds(age));
        Assert.That(reasons, Is.EqualTo(accepted ? Array.Empty<AppraisalReason>() : [AppraisalReason.NitroTimestampRefused]));
    }

    [Test]
    public void An_acceptance_does_not_end_with_the_age_of_the_document()
    {
        var result = _scene.Appraise(_scene.Document.Encode());
        Assert.That(result.Expires - NitroScene.Issued, Is.GreaterThan(_scene.Policy.MaxAge));
    }

    [Test]
    public void Names_all_objections_at_once()
    {
        _scene.Policy = _scene.Policy with { Pcr0 = NamesOther, Pcr8 = NamesOther };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.NitroPcr0Mismatch, AppraisalReason.NitroPcr8Mismatch }));
        Assert.That(_scene.Appraise(_scene.Document.Encode()).Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.Refused));
    }

    private void Refuses(Func<NitroPolicy, NitroPolicy> change, params AppraisalReason[] reasons)
    {
        var good = _scene.Policy;
        _scene.Policy = change(good);
        Assert.That(_scene.Reasons(), Is.EqualTo(reasons));
        _scene.Policy = good;
    }

    private static Dictionary<int, ReferenceValue<Measurement>> Register(int index, ReferenceValue<Measurement> reference) => new() { [index] = reference };

    private static Dictionary<int, Measurement> With(IReadOnlyDictionary<int, Measurement> pcrs, int index, Measurement value) => new(pcrs) { [index] = value };
}
