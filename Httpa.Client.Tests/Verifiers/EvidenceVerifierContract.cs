using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Fuzz;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

/// <summary>
/// What every verifier keeps, whatever evidence it judges. A fixture a verifier derives from it and makes a good case. The verifier is kept over all tests of the
/// fixture, so that what it remembers of the good case is there when a bad one comes.
/// </summary>
internal abstract class EvidenceVerifierContract
{
    private const int Rounds = 200;
    private const int RoundsOfDocuments = 60;

    private EvidenceVerifiers _verifiers = null!;
    private ContractCase _good = null!;

    protected abstract IEvidenceVerifier CreateVerifier();

    protected abstract ContractCase CreateCase();

    [OneTimeSetUp]
    public void MakeGoodCase()
    {
        var verifier = CreateVerifier();
        _verifiers = verifier.Type.IsDevice ? new EvidenceVerifiers(new FakeVerifier(), verifier) : new EvidenceVerifiers(verifier);
        _good = CreateCase();
    }

    [Test]
    [Order(1)]
    public void Accepts_the_good_case_and_hands_out_the_key()
    {
        var result = _verifiers.Appraise(_good.Request);

        Assert.That(result.Findings, Is.Empty);
        Assert.That(result.AttestedKey.ToArray(), Is.EqualTo(ContractCase.PublicKey));
        Assert.That(result.Expires, Is.GreaterThan(_good.Time).And.LessThanOrEqualTo(_good.ValidTo));
    }

    [Test]
    public void Accepts_from_the_first_to_the_last_moment_of_validity_and_not_beyond()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_verifiers.Appraise(_good.At(_good.ValidFrom)).Findings, Is.Empty, "first moment");
            Assert.That(_verifiers.Appraise(_good.At(_good.ValidTo)).Findings, Is.Empty, "last moment");
            Assert.That(_verifiers.Appraise(_good.At(_good.ValidFrom.AddSeconds(-1))).IsAccepted, Is.False, "before");
            Assert.That(_verifiers.Appraise(_good.At(_good.ValidTo.AddSeconds(1))).IsAccepted, Is.False, "after");
            Assert.That(_verifiers.Appraise(_good.At(DateTimeOffset.MinValue)).IsAccepted, Is.False, "the beginning of time");
            Assert.That(_verifiers.Appraise(_good.At(DateTimeOffset.MaxValue)).IsAccepted, Is.False, "the end of time");
        });
    }

    [TestCase((byte)0x01)]
    [TestCase((byte)0x20)] // the case of a letter
    [TestCase((byte)0x80)]
    public void Rejects_evidence_with_any_byte_changed(byte change)
    {
        var evidence = _good.Evidence.Evidence.Value.ToArray();
        Assert.That(AcceptedChanges(evidence, change, _good.WithEvidence), Is.Empty);
    }

    [Test]
    public void Rejects_evidence_cut_at_any_byte_or_longer()
    {
        var evidence = _good.Evidence.Evidence.Value.ToArray();
        Assert.That(AcceptedCuts(evidence, _good.WithEvidence), Is.Empty);
        Assert.That(_verifiers.Appraise(_good.WithEvidence([.. evidence, 0])).IsAccepted, Is.False);
    }

    [TestCase((byte)0x01)]
    [TestCase((byte)0x80)]
    public void Rejects_endorsements_with_any_byte_changed(byte change)
    {
        foreach (var name in _good.Evidence.Endorsements.Names)
            Assert.That(AcceptedChanges(_good.Document(name), change, bytes => _good.WithDocument(name, bytes)), Is.Empty, name);
    }

    [Test]
    public void Rejects_endorsements_that_are_cut_or_missing()
    {
        foreach (var name in _good.Evidence.Endorsements.Names)
        {
            Assert.That(AcceptedCuts(_good.Document(name), bytes => _good.WithDocument(name, bytes)), Is.Empty, name);
            Assert.That(_verifiers.Appraise(_good.WithDocument(name, null)).IsAccepted, Is.False, name);
        }
    }

    [Test]
    public void Rejects_evidence_that_is_changed_in_several_places()
    {
        var changes = new ByteChanges(seed: 3);
        var good = _good.Evidence.Evidence.Value.ToArray();
        Assert.That(Enumerable.Range(0, Rounds).Where(_ => _verifiers.Appraise(_good.WithEvidence(changes.Of(good))).IsAccepted), Is.Empty);
    }

    [Test]
    public void Rejects_endorsements_that_are_changed_in_several_places()
    {
        var changes = new ByteChanges(seed: 4);
        foreach (var name in _good.Evidence.Endorsements.Names)
        {
            var good = _good.Document(name);
            var accepted = Enumerable.Range(0, RoundsOfDocuments).Count(_ => _verifiers.Appraise(_good.WithDocument(name, changes.Of(good))).IsAccepted);
            // White space inside a tag of XML says nothing.
            if (good is not [(byte)'<', ..]) Assert.That(accepted, Is.Zero, name);
        }
    }

    [Test]
    public void Says_of_a_missing_endorsement_that_nothing_is_known_to_be_wrong()
    {
        foreach (var name in _good.Evidence.Endorsements.Names)
            Assert.That(_verifiers.Appraise(_good.WithDocument(name, null)).Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotProven), name);
    }

    [Test]
    public void Rejects_under_the_empty_policy() => Assert.That(_verifiers.Appraise(_good.Under(new AttestationPolicy())).IsAccepted, Is.False);

    [Test]
    public void Rejects_under_another_root() => Assert.That(_verifiers.Appraise(_good.Under(_good.PolicyOfAnotherRoot)).IsAccepted, Is.False);

    [Test]
    public void Rejects_another_binding_wherever_it_differs()
    {
        for (var i = 0; i < _good.Binding.Length; i++)
        {
            var binding = _good.Binding.ToArray();
            binding[i] ^= 1;
            var result = _verifiers.Appraise((_good with { Binding = binding }).Request);
            Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }), $"byte {i}");
        }
    }

    [Test]
    public void Gives_no_key_for_rejected_evidence()
    {
        var result = _verifiers.Appraise(_good.Under(new AttestationPolicy()));

        Assert.That(() => result.AttestedKey, Throws.InvalidOperationException);
    }

    [Test]
    public void Rejects_no_evidence_and_noise()
    {
        byte[][] inputs = [[], [0], new byte[16], new byte[1 << 16], [.. Enumerable.Repeat((byte)0xff, 5000)]];
        foreach (var input in inputs) Assert.That(_verifiers.Appraise(_good.WithEvidence(input)).IsAccepted, Is.False);
    }

    private List<int> AcceptedChanges(byte[] good, byte change, Func<byte[], AppraisalRequest> request)
    {
        var accepted = new List<int>();
        for (var i = 0; i < good.Length; i++)
        {
            var bytes = good.ToArray();
            bytes[i] ^= change;
            if (_verifiers.Appraise(request(bytes)).IsAccepted) accepted.Add(i);
        }

        return accepted;
    }

    private List<int> AcceptedCuts(byte[] good, Func<byte[], AppraisalRequest> request)
    {
        var accepted = new List<int>();
        var end = good is [.., (byte)'\n'] ? good.Length - 1 : good.Length; // a text may lack its last line feed
        for (var length = 0; length < end; length++)
            if (_verifiers.Appraise(request(good[..length])).IsAccepted) accepted.Add(length);
        return accepted;
    }
}
