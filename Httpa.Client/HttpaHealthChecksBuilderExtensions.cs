using Httpa.Client.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Httpa.Client;

/// <summary>Health checks of the services that a client speaks HTTPA with.</summary>
public static class HttpaHealthChecksBuilderExtensions
{
    /// <summary>
    /// Checks one origin of a client of <see cref="IHttpClientFactory"/>. Healthy: it is attested. Degraded: it is, but something that the verdict rests on (a grace period, an
    /// endorsement, a certificate) ends soon. Unhealthy: it was rejected, misbehaves or is down; reason codes are among the data.
    /// </summary>
    /// <remarks>
    /// A live session is asked and nothing is sent; without one the service is attested as by a request, and left alone as by requests when that fails. An origin that speaks OpenHTTPA
    /// cannot be checked so.
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="client">The client's name.</param>
    /// <param name="origin">The service's https URI.</param>
    /// <param name="endsSoon">
    /// How long before the end the check is degraded. Default: a day. State less for evidence that is itself good for hours only, such as documents of Nitro enclaves and tokens.
    /// </param>
    /// <param name="configure">Changes name (by default <c>httpa:client:origin</c>), failure status, tags or timeout.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endsSoon"/> is negative.</exception>
    public static IHealthChecksBuilder AddHttpa(
        this IHealthChecksBuilder builder, string client, Uri origin, TimeSpan? endsSoon = null, Action<HealthCheckRegistration>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(origin);
        var margin = endsSoon ?? TimeSpan.FromDays(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, TimeSpan.Zero, nameof(endsSoon));
        var registration = new HealthCheckRegistration(
            $"httpa:{client}:{origin.GetLeftPart(UriPartial.Authority)}",
            services => new OriginHealthCheck(services.GetRequiredService<IHttpaWarmup>(), services.GetRequiredService<TimeProvider>(), client, origin, margin),
            failureStatus: null,
            tags: null);
        configure?.Invoke(registration);
        return builder.Add(registration);
    }
}
