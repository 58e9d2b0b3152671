using Httpa.Client.Diagnostics;
using Httpa.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>The code of docs/tool.md.</summary>
public sealed class CaptureExamples
{
    [Test, CancelAfter(60_000)]
    public async Task A_rejection_is_kept_and_judged_again(CancellationToken cancellationToken)
    {
        await using var server = await HttpaTestServer.StartAsync(cancellationToken: cancellationToken);
        var (policy, path) = (server.Platform.CreatePolicyForAnotherBuild(), Path.GetTempFileName());

        #region CaptureOfRejections
        var options = new HttpaOptions
        {
            Policy = policy,
            CaptureEvidence = (capture, result) =>
            {
                if (!result.IsAccepted) File.WriteAllBytes(path, capture.Write());
            },
        };
        #endregion

        using var client = new HttpClient(new HttpaHandler(options, server.CreateTransport()));
        Assert.That(async () => await client.GetAsync(new Uri(server.BaseAddress, "hello"), cancellationToken), Throws.TypeOf<AttestationException>());
        var again = EvidenceCapture.Read(await File.ReadAllBytesAsync(path, cancellationToken)).Appraise();
        Assert.That(again.Findings.Select(f => f.Reason), Is.EqualTo([AppraisalReason.SgxMrEnclaveMismatch]));
        File.Delete(path);
    }
}
