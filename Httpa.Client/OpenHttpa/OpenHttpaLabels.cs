namespace Httpa.Client.OpenHttpa;

/// <summary>Every label that OpenHTTPA hashes or derives with, as openhttpa-rs 410bbd3 has them.</summary>
internal static class OpenHttpaLabels
{
    // Report data: pqc and handshake code.
    public static ReadOnlySpan<byte> ServerReportData => "openhttpa hs server"u8;
    public static ReadOnlySpan<byte> ClientReportData => "openhttpa hs client"u8;

    // key_exchange.rs: the hybrid combiner.
    public static ReadOnlySpan<byte> HybridSecret => "openhttpa hybrid kem v1"u8;
    public static ReadOnlySpan<byte> Combined => "combined"u8;

    // hkdf.rs: session keys.
    public static ReadOnlySpan<byte> KeyPrefix => "openhttpa_v2"u8;
    public static ReadOnlySpan<byte> ClientWriteKey => "client write key"u8;
    public static ReadOnlySpan<byte> ClientWriteIv => "client write iv"u8;
    public static ReadOnlySpan<byte> ServerWriteKey => "server write key"u8;
    public static ReadOnlySpan<byte> ServerWriteIv => "server write iv"u8;
    public static ReadOnlySpan<byte> ClientMacKey => "client mac key"u8;

    // aead.rs: associated data of everything sealed.
    public static ReadOnlySpan<byte> Sealed => "openhttpa:"u8;
}
