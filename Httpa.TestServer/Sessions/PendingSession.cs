using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.TestServer.Sessions;

/// <summary>An answered ATTEST that waits for its session request (HTTPA/1, section 3). Ending it erases the KEM private key.</summary>
internal sealed class PendingSession(SessionTerms terms, AttestedOffer offer)
{
    /// <summary>How many session requests may fail before the session ends.</summary>
    private const int MaxFailures = 8;

    private readonly Lock _lock = new();
    private int _failures;
    private bool _ended;

    public SessionTerms Terms { get; } = terms;

    /// <summary>The hash of both hellos and the service's public key.</summary>
    public byte[] H1 => offer.H1;

    /// <summary>
    /// Takes the session: one atomic step in which the secret opens, the binder is right and the private key is erased. One caller gets the schedule.
    /// </summary>
    /// <returns>Null and the schedule when the session was taken; else the answer.</returns>
    public Refusal? Take(SessionRequest request, ReadOnlySpan<byte> clientEvidenceBody, out KeySchedule? schedule)
    {
        lock (_lock)
        {
            schedule = null;
            if (_ended) return Refusal.UnknownSession;
            if (TryDerive(request, clientEvidenceBody, out schedule))
            {
                EndLocked();
                return null;
            }

            if (++_failures >= MaxFailures) EndLocked();
            return Refusal.BadSeal;
        }
    }

    /// <summary>True when nobody can take the session any more.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock) return _ended;
        }
    }

    public void End()
    {
        lock (_lock) EndLocked();
    }

    private bool TryDerive(SessionRequest request, ReadOnlySpan<byte> clientEvidenceBody, [NotNullWhen(true)] out KeySchedule? schedule)
    {
        schedule = null;
        Span<byte> secret = stackalloc byte[KeySchedule.PreSessionSecretLength];
        try
        {
            if (request.Secret.Length != Terms.Suite.SecretLength) return false;
            if (!offer.KeyPair.TryOpen(KeySchedule.ClientSecretInfo(offer.H1), request.Secret.Span, secret)) return false;
            var candidate = new KeySchedule(
                offer.H1, offer.ClientRandom.Span, offer.ServerRandom.Span, offer.EvidenceBody, request.Secret.Span, clientEvidenceBody, secret);
            if (candidate.ClientBinderMatches(request.Binder.Span))
            {
                schedule = candidate;
                return true;
            }

            candidate.Dispose();
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private void EndLocked()
    {
        if (_ended) return;
        _ended = true;
        offer.KeyPair.Dispose();
    }
}

/// <summary>What of the attest exchange the session exchange depends on.</summary>
internal sealed record AttestedOffer(
    KemKeyPair KeyPair, byte[] H1, ReadOnlyMemory<byte> ClientRandom, ReadOnlyMemory<byte> ServerRandom, byte[] EvidenceBody);
