using Httpa.Client;
using Httpa.Tool.Services;
using Httpa.Verifiers;

namespace Httpa.Tool.Pinning;

/// <summary>Evidence that is about to be pinned: the lead first, then the devices.</summary>
/// <param name="Evidence">The evidence.</param>
/// <param name="Items">What was found about each piece.</param>
/// <param name="Objections">Why it is not genuine, or not proven; empty when it is.</param>
internal sealed record PinnedEvidence(IReadOnlyList<EndorsedEvidence> Evidence, IReadOnlyList<AuthenticationResult> Items, IReadOnlyList<Finding> Objections)
{
    /// <summary>Authenticates evidence of a file.</summary>
    public static PinnedEvidence Of(EndorsedEvidence evidence, PinTrust trust, EvidenceVerifiers verifiers)
    {
        var result = verifiers.Authenticate(evidence, trust.For(evidence), TimeProvider.System.GetUtcNow());
        return new PinnedEvidence([evidence], [result], result.Findings);
    }

    /// <summary>Asks a service for its evidence. The handshake ends there, and nothing of the caller's is sent.</summary>
    /// <param name="url">The service's address.</param>
    /// <param name="options">How it is asked.</param>
    /// <param name="records">Where the verifiers of the options put the evidence.</param>
    /// <param name="transport">The connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<PinnedEvidence> AskAsync(Uri url, HttpaOptions options, List<EndorsedEvidence> records, HttpMessageHandler transport, CancellationToken cancellationToken)
    {
        using var client = ServiceOptions.CreateClient(options, transport);
        try
        {
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            throw new InvalidOperationException("A verifier that accepts nothing was passed over.");
        }
        catch (AttestationException e)
        {
            // What refused the evidence for being none of a policy's is no objection here; the last evidence is that which the verdict is about.
            return new PinnedEvidence([.. records.TakeLast(e.Result.Items.Count)], e.Result.Items, [.. e.Result.Findings.Where(f => f.Kind != FindingKind.Refused)]);
        }
        catch (HttpaProtocolException e)
        {
            throw new UnavailableException($"The service does not give its evidence: {e.Message}");
        }
        catch (HttpaConfigurationException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (HttpRequestException e)
        {
            throw new UnavailableException(e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message);
        }
    }

    /// <summary>Holds the evidence against the policy that was made from it.</summary>
    public IReadOnlyList<Finding> HoldAgainst(AttestationPolicy policy, EvidenceVerifiers verifiers) => verifiers.Appraise(new AppraisalRequest
    {
        Lead = Evidence[0],
        Devices = [.. Evidence.Skip(1)],
        Binding = Items[0].BoundData.Length == AppraisalRequest.BindingLength ? Items[0].BoundData : new byte[AppraisalRequest.BindingLength],
        DeviceNonce = Items.Count > 1 ? Items[1].BoundData : default,
        PublicKey = default,
        Policy = policy,
        Time = TimeProvider.System.GetUtcNow(),
    }).Findings;
}
