using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>Which requests may share a session: those to one origin under one options object, which stands for one policy and all that a handshake depends on.</summary>
/// <param name="Origin">The origin.</param>
/// <param name="Options">Compared by reference: a new policy comes with a new object.</param>
/// <param name="AlsoRequired">A policy of the request that accepted too; null for none.</param>
internal readonly record struct SessionKey(string Origin, HttpaOptions Options, AttestationPolicy? AlsoRequired = null);
