namespace Httpa.Verifiers.Sgx;

/// <summary>Which SGX enclaves are accepted.</summary>
public sealed record SgxPolicy
{
}
