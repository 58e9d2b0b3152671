using Httpa.TestServer;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A TEE whose evidence is the binding itself, with a gate and a switch to make it fail.</summary>
internal sealed class BindingTee : ITee
{
    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>What producing evidence waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool Fails { get; set; }

    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        if (Fails) throw new InvalidOperationException("The quoting enclave is gone.");
        return new EndorsedEvidence(new Evidence(Type, binding.ToArray()), Endorsements.None);
    }
}
