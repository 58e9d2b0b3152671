namespace Httpa.Verifiers.Pki;

/// <summary>When something that was relied on is valid; both ends belong to it.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The last moment.</param>
/// <param name="TooEarly">The reason when it is not valid yet.</param>
/// <param name="TooLate">The reason when it is not valid any more.</param>
internal sealed record ValidityWindow(string Subject, DateTimeOffset From, DateTimeOffset To, AppraisalReason TooEarly, AppraisalReason TooLate)
{
    /// <summary>The window of a certificate of DCAP.</summary>
    public static ValidityWindow Of(Certificate certificate) => Of(certificate, AppraisalReason.CertificateNotYetValid, AppraisalReason.CertificateExpired);

    /// <summary>The window of a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="tooEarly">The reason when it is not valid yet.</param>
    /// <param name="tooLate">The reason when it is not valid any more.</param>
    public static ValidityWindow Of(Certificate certificate, AppraisalReason tooEarly, AppraisalReason tooLate) => new(
        $"certificate '{certificate.CommonName}'", certificate.NotBefore, certificate.NotAfter, tooEarly, tooLate);

    /// <summary>The window of a certificate of which only the end counts.</summary>
    public static ValidityWindow ToEndOf(Certificate certificate) => Of(certificate) with { From = DateTimeOffset.MinValue };

    /// <summary>Adds a finding for each window that the time is not in.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>The earliest end.</returns>
    public static DateTimeOffset Judge(IReadOnlyList<ValidityWindow> windows, DateTimeOffset time, ICollection<Finding> findings)
    {
        var end = DateTimeOffset.MaxValue;
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i];
            if (time < window.From) findings.Add(window.Outside(window.TooEarly, time));
            if (time > window.To) findings.Add(window.Outside(window.TooLate, time));
            if (window.To < end) end = window.To;
        }

        return end;
    }

    private Finding Outside(AppraisalReason reason, DateTimeOffset time) => new(
        reason, FindingKind.NotGenuine, Subject, $"a time from {From:u} to {To:u}", $"judged at {time:u}",
        time < From ? "Set the clock right, or wait." : "Let the service renew what it sends, fetch a current one, or set the clock right.");
}
