namespace Httpa.Client.Crypto;

/// <summary>DHKEM(X25519, HKDF-SHA256), 0x0020 (RFC 9180, section 7.1).</summary>
internal sealed class X25519Kem() : Dhkem(KemId, X25519Key.Length)
{
    private const ushort KemId = 0x0020;

    public override KemPrivateKey Generate() => new PrivateKey(new X25519Key());
    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey) => new PrivateKey(new X25519Key(privateKey));

    private sealed class PrivateKey(X25519Key key) : DhkemPrivateKey(KemId)
    {
        public override ReadOnlyMemory<byte> PublicKey => key.PublicKey;
        protected override bool TryAgree(ReadOnlySpan<byte> peer, Span<byte> result) => key.TryAgree(peer, result);
        public override void Dispose() => key.Dispose();
    }
}
