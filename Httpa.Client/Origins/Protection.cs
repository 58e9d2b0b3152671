using System.Runtime.CompilerServices;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client.Origins;

/// <summary>What requests to a protected origin go under: settings with one policy, and the handshakes that keep to them.</summary>
/// <param name="settings">The settings.</param>
/// <param name="ledger">The newest endorsements seen.</param>
internal sealed class Protection(ClientSettings settings, EndorsementLedger ledger)
{
    // By the policy object of a request: it is looked over once, and goes when the application lets go of it.
    private readonly ConditionalWeakTable<AttestationPolicy, Protection> _stricter = [];

    /// <summary>The settings.</summary>
    public ClientSettings Settings => settings;

    /// <summary>Makes sessions of HTTPA/1 under these settings.</summary>
    public Handshake Handshake { get; } = new(settings, ledger);

    /// <summary>Makes sessions of OpenHTTPA under these settings. Which of the two is used is the settings' protocol.</summary>
    public OpenHttpaHandshake OpenHttpaHandshake { get; } = new(settings, ledger);

    /// <summary>The same, and stricter where the request says so.</summary>
    /// <exception cref="HttpaConfigurationException">The policy of the request cannot be used.</exception>
    public Protection For(HttpRequestMessage request) =>
        HttpaRequestOptions.TryGet(request, HttpaRequestOptions.AlsoRequire, out var policy)
            ? _stricter.GetValue(policy, p => new Protection(new ClientSettings(settings.Options, settings.Rule, p), ledger))
            : this;
}
