namespace Httpa.Client;

/// <summary>The protocol that is spoken with an origin. Neither is ever a fallback for the other: a forged preflight would choose the weaker one.</summary>
public enum HttpaProtocol
{
    /// <summary>HTTPA/1, the profile of this project (docs/protocol.md).</summary>
    Httpa1 = 1,

    /// <summary>OpenHTTPA as openhttpa-rs speaks it (docs/openhttpa.md). It cannot give all that HTTPA/1 gives: <see cref="Verifiers.AttestationResult.Limitations"/>.</summary>
    OpenHttpa = 2,
}
