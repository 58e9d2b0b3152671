using Microsoft.Extensions.Options;

namespace Httpa.Client.DependencyInjection;

/// <summary>
/// Refuses options that are not usable before a client runs. Once it runs, its new options are judged where they would come into force: there a fault is logged
/// and the last good options stay, which an exception out of a change of settings could not do.
/// </summary>
internal sealed class ClientOptionsValidator(ClientNames names, ClientOptionsReader reader) : IValidateOptions<HttpaClientOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpaClientOptions options)
    {
        if (name is null || !names.Contains(name) || names.IsRunning(name)) return ValidateOptionsResult.Skip;
        try
        {
            reader.Read(name, options);
            return ValidateOptionsResult.Success;
        }
        catch (HttpaConfigurationException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
