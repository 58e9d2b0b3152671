using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Pki;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Every validity window of a genuine case, at both of its ends.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SgxTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SgxVerifier _verifier = new();

    [Test]
    public void Is_genuine_from_the_last_beginning_to_the_first_end_of_all_windows()
    {
        var windows = Windows();
        Assert.Multiple(() =>
        {
            Assert.That(Judge(windows.Max(w => w.From)).IsGenuine, Is.True);
            Assert.That(Judge(windows.Max(w => w.From) - Second).IsGenuine, Is.False);
            Assert.That(Judge(windows.Min(w => w.To)).IsGenuine, Is.True);
            Assert.That(Judge(windows.Min(w => w.To) + Second).IsGenuine, Is.False);
        });
    }

    [Test]
    public void Names_what_is_outside_its_window_a_second_before_and_after()
    {
        var windows = Windows();
        Assert.Multiple(() =>
        {
            foreach (var window in windows)
            {
                if (window.From > DateTimeOffset.MinValue)
                {
                    Assert.That(Objections(window, window.From - Second), Has.Member(window.TooEarly), $"before {window}");
                    Assert.That(Objections(window, window.From), Has.No.Member(window.TooEarly), $"at the beginning of {window}");
                }

                Assert.That(Objections(window, window.To), Has.No.Member(window.TooLate), $"at the end of {window}");
                Assert.That(Objections(window, window.To + Second), Has.Member(window.TooLate), $"after {window}");
            }
        });
    }

    [Test]
    public void Expires_with_the_first_window()
    {
        var windows = Windows();
        Assert.That(Judge(windows.Min(w => w.To)).Expires, Is.EqualTo(windows.Min(w => w.To)));
    }

    [Test]
    public void Tells_which_issue_of_each_endorsement_it_relied_on()
    {
        var vector = Vector;
        Assert.That(Judge(vector.Time).Issues, Is.EqualTo(new EndorsementIssue[]
        {
            new("tcb_info sgx 00606a000000", 17, new(2025, 8, 15, 5, 8, 18, TimeSpan.Zero)),
            new("qe_identity qe", 17, new(2025, 8, 15, 4, 36, 46, TimeSpan.Zero)),
            new("pck_crl platform", 1, new(2025, 8, 15, 5, 41, 26, TimeSpan.Zero)),
            new("root_ca_crl", 1, new(2025, 3, 20, 11, 21, 57, TimeSpan.Zero)),
        }));
    }

    private static VectorCase Vector => VectorCase.Read("sgx", "icx-sw-hardening");

    private AuthenticationResult Judge(DateTimeOffset time) => _verifier.Authenticate(Vector.Endorsed(EvidenceType.Sgx), null, time);

    private IEnumerable<AppraisalReason> Objections(ValidityWindow window, DateTimeOffset time) =>
        Judge(time).Findings.Where(f => f.Subject == window.Subject).Select(f => f.Reason);

    private static List<ValidityWindow> Windows()
    {
        var memory = new DcapMemory();
        var anchors = new TrustAnchors(IntelRoot.KeyHash, []);
        Assert.That(SgxQuote.TryParse(Vector.Evidence(), out var quote, out _), Is.True);
        var chain = PckChain.Authenticate(quote.Quote.PckCertificates, anchors, memory, [])!;
        var endorsements = DcapEndorsements.Authenticate(Vector.Endorsed(EvidenceType.Sgx).Endorsements, DcapTee.Sgx, anchors, memory, [])!;

        // The case has several certificates of the root; what counts is the time that all of one name share.
        return [.. chain.Windows.Concat(endorsements.Windows).GroupBy(w => w.Subject)
            .Select(same => same.First() with { From = same.Max(w => w.From), To = same.Min(w => w.To) })];
    }
}
