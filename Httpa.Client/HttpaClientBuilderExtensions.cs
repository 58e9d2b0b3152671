using Httpa.Client.DependencyInjection;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Httpa.Client;

/// <summary>Has a client of <see cref="IHttpClientFactory"/> speak HTTPA: everything that it sends is sealed into a service that was attested first.</summary>
/// <remarks>
/// The handler stands last, right above the connections, wherever this is called. Connections are made by a <see cref="SocketsHttpHandler"/> with safe settings;
/// <c>UseSocketsHttpHandler</c> and <c>ConfigurePrimaryHttpMessageHandler</c> may change it, and what would carry data past the seal is refused at the start.
/// </remarks>
public static class HttpaClientBuilderExtensions
{
    /// <summary>Accepts services by a policy.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="policy">Which services are accepted.</param>
    public static IHttpClientBuilder AddHttpa(this IHttpClientBuilder builder, AttestationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return builder.AddHttpa(options => options.Policy = policy);
    }

    /// <summary>Accepts services by a policy that is registered with <c>AddHttpaPolicy</c>.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="policyName">The policy's name.</param>
    public static IHttpClientBuilder AddHttpa(this IHttpClientBuilder builder, string policyName)
    {
        ArgumentException.ThrowIfNullOrEmpty(policyName);
        return builder.AddHttpa(options => options.PolicyName = policyName);
    }

    /// <summary>Takes the options from settings, strictly, and takes new ones when the settings change.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="section">The section; its keys are the names of <see cref="HttpaClientOptions"/>.</param>
    public static IHttpClientBuilder AddHttpa(this IHttpClientBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<HttpaClientOptions>>(new ConfigurationChangeTokenSource<HttpaClientOptions>(builder.Name, section));
        return builder.AddHttpa(options => ClientSection.Read(section, options));
    }

    /// <summary>Sets the options in code.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets them.</param>
    /// <exception cref="ArgumentException">The builder is the one of <c>ConfigureHttpClientDefaults</c>, which has no name.</exception>
    public static IHttpClientBuilder AddHttpa(this IHttpClientBuilder builder, Action<HttpaClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Name is null)
            throw new ArgumentException("HTTPA is for clients by name, not for the defaults of all: call AddHttpa on each client that is to speak it.", nameof(builder));
        builder.Services.AddHttpa();
        builder.Services.ClientNames().Add(builder.Name);
        builder.Services.AddOptionsWithValidateOnStart<HttpaClientOptions>(builder.Name).Configure(configure);
        return builder;
    }
}
