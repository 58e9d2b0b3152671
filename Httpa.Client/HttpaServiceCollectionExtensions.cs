using Httpa.Client.DependencyInjection;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Httpa.Client;

/// <summary>Registers HTTPA among an application's services.</summary>
public static class HttpaServiceCollectionExtensions
{
    /// <summary>
    /// Registers what clients that speak HTTPA share. <c>AddHttpa</c> on a client does so too: this is for options of all clients. A verifier set, session store,
    /// endorsement source or clock of one's own is registered as a service, before or after this.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configureAll">Sets options of every client, before the client's own.</param>
    public static IServiceCollection AddHttpa(this IServiceCollection services, Action<HttpaClientOptions>? configureAll = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddHttpClient();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => EvidenceVerifiers.CreateDefault());
        services.TryAddSingleton(_ => new SessionStore());
        services.TryAddSingleton<ClientOptionsReader>();
        services.TryAddSingleton<NamedClients>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpaClientOptions>, ClientOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, HttpaHandlerFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StartupCheck>());
        services.TryAddSingleton<IHttpaWarmup, Warmup>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WarmupService>()); // after the check
        services.ClientNames();
        if (configureAll is not null) services.ConfigureAll(configureAll);
        return services;
    }

    /// <summary>Registers a policy under a name that clients refer to.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name.</param>
    /// <param name="policy">The policy.</param>
    public static IServiceCollection AddHttpaPolicy(this IServiceCollection services, string name, AttestationPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(policy);
        return services.Configure<NamedPolicy>(name, named => named.Policy = policy);
    }

    /// <summary>Registers a policy that is written in settings, in the words of the policy file. When the settings change, clients take the new one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name that clients refer to.</param>
    /// <param name="section">The section with the policy.</param>
    public static IServiceCollection AddHttpaPolicy(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(section);
        services.AddSingleton<IOptionsChangeTokenSource<NamedPolicy>>(new ConfigurationChangeTokenSource<NamedPolicy>(name, section));
        return services.Configure<NamedPolicy>(name, named =>
        {
            try
            {
                named.Policy = PolicySettings.Read(section);
            }
            catch (Exception e) when (e is PolicyFormatException or ArgumentException)
            {
                named.Fault = e.Message;
            }
        });
    }

    /// <summary>The names of the clients, which are collected in one object while services are registered.</summary>
    internal static ClientNames ClientNames(this IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(ClientNames))?.ImplementationInstance is ClientNames names) return names;
        names = new ClientNames();
        services.AddSingleton(names);
        return names;
    }
}
