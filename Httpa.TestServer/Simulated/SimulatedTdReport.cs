namespace Httpa.TestServer.Simulated;

/// <summary>The report of a trust domain as it stands in a quote (Intel "TDX DCAP Quoting Library API", appendix A): 584 bytes, with TDX 1.5 648.</summary>
internal static class SimulatedTdReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="settings">What the TD is.</param>
    /// <param name="reportData">The 64 bytes that it carries.</param>
    public static byte[] Encode(SimulatedTdxSettings settings, ReadOnlySpan<byte> reportData)
    {
        byte[] report =
        [
            .. settings.TeeTcbSvn,
            .. settings.MrSeam.Bytes.Span,
            .. settings.MrSignerSeam.Bytes.Span,
            .. settings.SeamAttributes.Bytes.Span,
            .. settings.TdAttributes.Bytes.Span,
            .. settings.Xfam.Bytes.Span,
            .. settings.MrTd.Bytes.Span,
            .. settings.MrConfigId.Bytes.Span,
            .. settings.MrOwner.Bytes.Span,
            .. settings.MrOwnerConfig.Bytes.Span,
            .. settings.RtMr0.Bytes.Span,
            .. settings.RtMr1.Bytes.Span,
            .. settings.RtMr2.Bytes.Span,
            .. settings.RtMr3.Bytes.Span,
            .. reportData,
        ];
        return settings.HasTd15Report ? [.. report, .. settings.TeeTcbSvn2 ?? settings.TeeTcbSvn, .. settings.MrServiceTd.Bytes.Span] : report;
    }
}
