namespace Httpa.Verifiers.Dcap;

/// <summary>A quote that leads to a trusted root, and the endorsements that its platform is to be judged by.</summary>
/// <param name="Chain">The chain of the PCK.</param>
/// <param name="Endorsements">Intel's documents.</param>
/// <param name="QeLevel">The quoting enclave's level; null when it is not Intel's enclave, or has none.</param>
internal sealed record GenuineQuote(PckChain Chain, DcapEndorsements Endorsements, TcbJudgement? QeLevel);
