using Httpa.Client.Sessions;

namespace Httpa.Client.Origins;

/// <summary>What requests to a protected origin go under: settings with one policy, and the handshake that keeps to them.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Handshake">Makes sessions under these settings.</param>
internal sealed record Protection(ClientSettings Settings, Handshake Handshake);
