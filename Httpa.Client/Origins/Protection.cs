using Httpa.Client.OpenHttpa;
using Httpa.Client.Sessions;

namespace Httpa.Client.Origins;

/// <summary>What requests to a protected origin go under: settings with one policy, and the handshake that keeps to them.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Handshake">Makes sessions of HTTPA/1 under these settings.</param>
/// <param name="OpenHttpaHandshake">Makes sessions of OpenHTTPA under these settings. Which of the two is used is the settings' protocol.</param>
internal sealed record Protection(ClientSettings Settings, Handshake Handshake, OpenHttpaHandshake OpenHttpaHandshake);
