namespace Httpa.Client.Protocol;

/// <summary>Every label that HTTPA/1 hashes or derives with. Two uses never share one.</summary>
internal static class Labels
{
    // Section 2: the attest exchange.
    public static ReadOnlySpan<byte> Attest => "HTTPA/1 attest"u8;
    public static ReadOnlySpan<byte> DeviceData => "HTTPA/1 device data"u8;
    public static ReadOnlySpan<byte> ReportData => "HTTPA/1 report data"u8;

    // Section 3: the session exchange.
    public static ReadOnlySpan<byte> ClientSecret => "HTTPA/1 client secret"u8;
    public static ReadOnlySpan<byte> Session => "HTTPA/1 session"u8;
    public static ReadOnlySpan<byte> Established => "HTTPA/1 established"u8;
    public static ReadOnlySpan<byte> ClientBinder => "client binder"u8;
    public static ReadOnlySpan<byte> ServerBinder => "server binder"u8;
    public static ReadOnlySpan<byte> ClientTraffic => "client traffic"u8;
    public static ReadOnlySpan<byte> ServerTraffic => "server traffic"u8;
    public static ReadOnlySpan<byte> Key => "key"u8;
    public static ReadOnlySpan<byte> Iv => "iv"u8;

    // Section 3, mHTTPA.
    public static ReadOnlySpan<byte> ClientDeviceData => "HTTPA/1 client device data"u8;
    public static ReadOnlySpan<byte> ClientReportData => "HTTPA/1 client report data"u8;
    public static ReadOnlySpan<byte> ServerSecret => "HTTPA/1 server secret"u8;

    // Section 4: trusted requests.
    public static ReadOnlySpan<byte> Request => "HTTPA/1 request"u8;
    public static ReadOnlySpan<byte> Response => "HTTPA/1 response"u8;
}
