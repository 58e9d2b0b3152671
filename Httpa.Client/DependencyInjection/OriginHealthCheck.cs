using Httpa.Verifiers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Httpa.Client.DependencyInjection;

/// <summary>Says of one origin whether it is attested, and whether that will last.</summary>
internal sealed class OriginHealthCheck(IHttpaWarmup warmup, TimeProvider clock, string client, Uri origin, TimeSpan endsSoon) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return Attested(await warmup.AttestAsync(client, origin, cancellationToken).ConfigureAwait(false));
        }
        catch (AttestationException rejected)
        {
            return Failed(context, rejected, rejected.Result.Findings.Select(f => f.Reason.Code()));
        }
        catch (HttpaProtocolException refused)
        {
            return Failed(context, refused, [refused.Reason.Code()]);
        }
        catch (HttpRequestException down)
        {
            return Failed(context, down, []);
        }
    }

    private HealthCheckResult Attested(AttestationResult verdict)
    {
        var data = new Dictionary<string, object>
        {
            ["httpa.tee.type"] = verdict.Type.Token,
            ["httpa.policy"] = verdict.PolicyName,
            ["httpa.expires"] = verdict.Expires,
        };
        return verdict.Expires - clock.GetUtcNow() < endsSoon
            ? HealthCheckResult.Degraded(
                $"Attested, but what the verdict rests on ends at {verdict.Expires:u}; then the service is refused. Look at the platform's TCB, the policy's grace period and the endorsements.", null, data)
            : HealthCheckResult.Healthy($"Attested under the policy '{verdict.PolicyName}'; nothing that the verdict rests on ends before {verdict.Expires:u}.", data);
    }

    private static HealthCheckResult Failed(HealthCheckContext context, Exception failure, IEnumerable<string> reasons) =>
        new(context.Registration.FailureStatus, failure.Message, failure, new Dictionary<string, object> { ["httpa.reasons"] = string.Join(", ", reasons) });
}
