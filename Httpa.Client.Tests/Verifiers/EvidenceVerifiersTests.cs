using Httpa.Client.Tests.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

/// <summary>What holds whatever a registered verifier says: nothing is accepted because something is missing.</summary>
internal sealed class EvidenceVerifiersTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Binding = new byte[AppraisalRequest.BindingLength];
    private static readonly AuthenticationResult Sound = Result(EvidenceType.Sgx);

    private static IEnumerable<TestCaseData> Nonsense()
    {
        yield return new TestCaseData(Result(EvidenceType.Sgx, isSilent: true)).SetArgDisplayNames("neither claims nor objections");
        yield return new TestCaseData(Result(EvidenceType.Tdx)).SetArgDisplayNames("another type");
        yield return new TestCaseData(Result(default)).SetArgDisplayNames("no type");
        yield return new TestCaseData(Result(EvidenceType.Sgx, expires: Time.AddTicks(-1))).SetArgDisplayNames("a proof that ended");
    }

    [Test]
    public void Accepts_a_sound_result() => Assert.That(Reasons(new ScriptedVerifier(Sound)), Is.Empty);

    [TestCaseSource(nameof(Nonsense))]
    public void Rejects_a_result_that_concludes_nothing(AuthenticationResult result) =>
        Assert.That(Reasons(new ScriptedVerifier(result)), Is.EqualTo(new[] { AppraisalReason.VerifierFault }));

    [Test]
    public void Rejects_an_acceptance_that_ended_before_the_time_judged_at() =>
        Assert.That(Reasons(new ScriptedVerifier(Sound) { End = Time.AddTicks(-1) }), Is.EqualTo(new[] { AppraisalReason.VerifierFault }));

    [Test]
    public void Keeps_what_was_found_before_a_verifier_clears_the_list()
    {
        var verifier = new ScriptedVerifier(Result(EvidenceType.Sgx, bound: new byte[32])) { Clears = true };

        Assert.That(Reasons(verifier), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public void Lets_the_exception_of_a_verifier_through() =>
        Assert.That(() => Reasons(new ScriptedVerifier(Sound) { Throws = true }), Throws.InstanceOf<NotSupportedException>());

    [Test]
    public void Rejects_a_type_that_the_policy_has_no_rule_for_whatever_its_verifier_says()
    {
        var verifier = new ScriptedVerifier(Result(EvidenceType.Tdx)) { Type = EvidenceType.Tdx };

        Assert.That(Reasons(verifier), Is.EqualTo(new[] { AppraisalReason.TypeNotCovered }));
    }

    [Test]
    public void Accepts_nothing_under_a_policy_that_checks_neither_build_nor_signer()
    {
        var sgx = FakeVerifier.Policy.Sgx! with { MrEnclave = ReferenceValue.Unchecked<Measurement>("any build will do") };

        Assert.That(Reasons(new ScriptedVerifier(Sound), new AttestationPolicy { Name = "test", Sgx = sgx }), Is.EqualTo(new[] { AppraisalReason.PolicyUnusable }));
    }

    [TestCase(0), TestCase(32), TestCase(63), TestCase(65)]
    public void Takes_a_binding_of_64_bytes_and_no_other(int length) =>
        Assert.That(() => Appraise(new FakeVerifier(), binding: new byte[length]), Throws.ArgumentException);

    [Test]
    public void Takes_one_verifier_a_type() =>
        Assert.That(() => new EvidenceVerifiers(new SgxVerifier(), new FakeVerifier()), Throws.ArgumentException);

    private static IEnumerable<AppraisalReason> Reasons(ScriptedVerifier verifier, AttestationPolicy? policy = null) =>
        Appraise(verifier, policy).Findings.Select(f => f.Reason);

    private static AttestationResult Appraise(
        IEvidenceVerifier verifier, AttestationPolicy? policy = null, byte[]? binding = null) =>
        new EvidenceVerifiers(verifier).Appraise(new AppraisalRequest
        {
            Lead = Item(verifier.Type, Binding),
            Binding = binding ?? Binding,
            PublicKey = ContractCase.PublicKey,
            Policy = policy ?? FakeVerifier.Policy,
            Time = Time,
        });

    private static AuthenticationResult Result(EvidenceType type, bool isSilent = false, byte[]? bound = null, DateTimeOffset? expires = null) => new()
    {
        Type = type,
        Claims = isSilent ? null : new FakeVerifier().Authenticate(Item(type, []), null, Time).Claims,
        Findings = [],
        BoundData = bound ?? Binding,
        Expires = expires ?? Time,
    };

    private static EndorsedEvidence Item(EvidenceType type, byte[] value) => new(new Evidence(type, value), Endorsements.None);

    /// <summary>Says what it is told to, for whatever evidence of the type.</summary>
    private sealed class ScriptedVerifier(AuthenticationResult result) : IEvidenceVerifier
    {
        public bool Throws { get; init; }

        public bool Clears { get; init; }

        public DateTimeOffset End { get; init; } = DateTimeOffset.MaxValue;

        public EvidenceType Type { get; init; } = EvidenceType.Sgx;

        public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time) =>
            Throws ? throw new NotSupportedException() : result;

        public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
        {
            if (Clears) findings.Clear();
            return End;
        }
    }
}
