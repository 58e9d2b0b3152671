using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

/// <summary>Which devices may and must stand beside a lead, whatever they say of themselves.</summary>
internal sealed class CompositionTests
{
    private static readonly byte[] Binding = new byte[AppraisalRequest.BindingLength];
    private static readonly byte[] Nonce = [.. Enumerable.Repeat((byte)7, FakeDeviceVerifier.NonceLength)];
    private static readonly EndorsedEvidence Lead = new(new Evidence(EvidenceType.Sgx, Binding), Endorsements.None);

    [Test]
    public void Accepts_a_lead_with_the_devices_that_the_policy_requires()
    {
        var result = Appraise(Lead, ReferenceValue.AnyOf(2u), Devices(1, 2));

        Assert.That(result.Findings, Is.Empty);
        Assert.That(result.Items.Select(i => i.Type), Is.EqualTo(new[] { EvidenceType.Sgx, EvidenceType.NvidiaGpu, EvidenceType.NvidiaGpu }));
        Assert.That(result.AttestedKey.ToArray(), Is.EqualTo(ContractCase.PublicKey));
    }

    [TestCase(0, 1)]
    [TestCase(1, 2)]
    [TestCase(3, 2)]
    public void Rejects_another_number_of_devices_than_the_exact_one(int count, int required) =>
        Assert.That(Reasons(ReferenceValue.AnyOf((uint)required), Devices(Enumerable.Range(1, count))), Is.EqualTo(new[] { AppraisalReason.CompositeDeviceCountRefused }));

    [TestCase(1, false)]
    [TestCase(2, true)]
    [TestCase(16, true)]
    public void Takes_a_number_from_the_least_on(int count, bool isAccepted) =>
        Assert.That(Reasons(ReferenceValue.AtLeast(2u), Devices(Enumerable.Range(1, count))).Any(), Is.Not.EqualTo(isAccepted));

    [Test]
    public void Takes_no_device_as_well_when_the_number_is_unchecked() =>
        Assert.That(Reasons(ReferenceValue.Unchecked<uint>("GPUs are a bonus"), []), Is.Empty);

    [Test]
    public void Rejects_everything_when_the_policy_does_not_say_how_many() =>
        Assert.That(Reasons(null, Devices(1)), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent }));

    [Test]
    public void Rejects_devices_that_no_rule_covers()
    {
        var result = Appraise(Lead, FakeVerifier.Policy, Devices(1));

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.TypeNotCovered }));
    }

    [Test]
    public void Rejects_a_device_that_leads()
    {
        var result = Appraise(NonceDevice.Evidence(Nonce, 1), ReferenceValue.AnyOf(1u), Devices(2));

        Assert.That(result.Findings.Select(f => f.Reason), Has.Member(AppraisalReason.CompositeDeviceLeads));
        Assert.That(() => result.AttestedKey, Throws.InvalidOperationException);
    }

    [Test]
    public void Rejects_a_lead_among_the_devices() =>
        Assert.That(Reasons(ReferenceValue.AnyOf(1u), [.. Devices(1), Lead]), Has.Member(AppraisalReason.CompositeLeadAmongDevices));

    [Test]
    public void Rejects_seventeen_devices_without_looking_at_them()
    {
        var result = Appraise(Lead, ReferenceValue.AtLeast(1u), Devices(Enumerable.Range(1, 17)));

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.CompositeTooManyDevices }));
        Assert.That(result.Items, Has.Count.EqualTo(1));
    }

    [Test]
    public void Rejects_a_device_that_stands_there_twice() =>
        Assert.That(Reasons(ReferenceValue.AnyOf(3u), Devices(1, 2, 1)), Is.EqualTo(new[] { AppraisalReason.CompositeDeviceRepeated }));

    [Test]
    public void Rejects_a_device_that_cannot_be_told_from_others()
    {
        var nameless = new EndorsedEvidence(new Evidence(EvidenceType.NvidiaGpu, Nonce), Endorsements.None);

        Assert.That(Reasons(ReferenceValue.AnyOf(1u), [nameless]), Is.EqualTo(new[] { AppraisalReason.VerifierFault }));
    }

    [Test]
    public void Rejects_a_device_when_there_is_no_nonce_to_compare()
    {
        var result = Appraise(Lead, Policy(ReferenceValue.AnyOf(1u)), Devices(1), nonce: []);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public void Rejects_a_device_of_another_exchange() =>
        Assert.That(Reasons(ReferenceValue.AnyOf(1u), [NonceDevice.Evidence(new byte[32], 1)]), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));

    [TestCase(17u)]
    [TestCase(uint.MaxValue)]
    public void A_number_that_evidence_cannot_have_is_a_problem(uint count) =>
        Assert.That(Policy(ReferenceValue.AtLeast(count)).Problems.Single(), Does.StartWith("nvidiaGpu.count "));

    [Test]
    public void A_number_that_is_not_stated_is_a_problem() => Assert.That(Policy(null).Problems.Single(), Does.StartWith("nvidiaGpu.count "));

    [Test]
    public void Devices_without_a_lead_are_a_problem() =>
        Assert.That((Policy(ReferenceValue.AnyOf(1u)) with { Sgx = null }).Problems.Single(), Does.StartWith("nvidiaGpu stands alone"));

    [Test]
    public void Doing_without_devices_is_worth_a_warning() =>
        Assert.That(Policy(ReferenceValue.AtLeast(0u)).Warnings, Has.Some.StartsWith("nvidiaGpu.count "));

    private static EndorsedEvidence[] Devices(params IEnumerable<int> identities) => [.. identities.Select(i => NonceDevice.Evidence(Nonce, (byte)i))];

    private static IEnumerable<AppraisalReason> Reasons(ReferenceValue<uint>? count, EndorsedEvidence[] devices) =>
        Appraise(Lead, Policy(count), devices).Findings.Select(f => f.Reason);

    private static AttestationPolicy Policy(ReferenceValue<uint>? count) => FakeVerifier.Policy with { NvidiaGpu = FakeDeviceVerifier.Require(count) };

    private static AttestationResult Appraise(EndorsedEvidence lead, ReferenceValue<uint> count, EndorsedEvidence[] devices) => Appraise(lead, Policy(count), devices);

    private static AttestationResult Appraise(EndorsedEvidence lead, AttestationPolicy policy, EndorsedEvidence[] devices, byte[]? nonce = null) =>
        new EvidenceVerifiers(new FakeVerifier(), new FakeDeviceVerifier()).Appraise(new AppraisalRequest
        {
            Lead = lead,
            Devices = devices,
            Binding = Binding,
            DeviceNonce = nonce ?? Nonce,
            PublicKey = ContractCase.PublicKey,
            Policy = policy,
            Time = DateTimeOffset.UnixEpoch,
        });
}
