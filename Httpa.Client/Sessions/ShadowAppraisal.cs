using Httpa.Client.Diagnostics;
using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>Asks a second policy about evidence that was judged, and tells where its verdict differs. Decides nothing, whatever happens.</summary>
internal static class ShadowAppraisal
{
    public static void Compare(ClientSettings settings, string origin, AttestationResult enforced, Func<AttestationResult> appraise)
    {
        AttestationResult shadow;
        try
        {
            shadow = appraise();
        }
        catch (Exception failure) // a verifier of the application's may throw anything, and nothing may hang on this
        {
            Log.ShadowFailed(settings.Logger, origin, settings.Rule.ShadowPolicy!.Name, failure.GetType().Name);
            return;
        }

        var outcome = shadow.IsAccepted == enforced.IsAccepted ? ShadowOutcome.Agrees : shadow.IsAccepted ? ShadowOutcome.WouldAccept : ShadowOutcome.WouldReject;
        var reasons = string.Join(", ", (shadow.IsAccepted ? enforced : shadow).Findings.Select(f => f.Reason.Code()).Distinct());
        ClientTelemetry.ShadowJudged(shadow.PolicyName, outcome, reasons);
        if (outcome != ShadowOutcome.Agrees) Log.ShadowDiffers(settings.Logger, shadow.PolicyName, outcome, origin, enforced.PolicyName, reasons);
    }
}

/// <summary>How the verdict of a shadow policy compares with the one that counts.</summary>
internal enum ShadowOutcome
{
    /// <summary>Both accept, or both reject.</summary>
    Agrees = 1,

    /// <summary>It rejects what is accepted.</summary>
    WouldReject = 2,

    /// <summary>It accepts what is rejected.</summary>
    WouldAccept = 3,
}
