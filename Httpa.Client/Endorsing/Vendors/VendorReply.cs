using System.Net;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>What a service said that no further attempt would change: documents, that it has none, or that it will not say.</summary>
/// <param name="Status">The status.</param>
/// <param name="Documents">The documents, if this is an answer with them.</param>
/// <param name="Problem">Why there are none, if not because the service knows none.</param>
internal sealed record VendorReply(HttpStatusCode Status, StoredDocuments? Documents, string? Problem)
{
    /// <summary>Reads an answer to the end.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="asked">The address that was asked.</param>
    /// <param name="form">What the document's answer must look like.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HttpaUnavailableException">The service is down or busy, or answered with something else; another attempt may go better.</exception>
    public static async ValueTask<VendorReply> ReadAsync(HttpResponseMessage response, Uri asked, AnswerForm form, TimeProvider clock, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        if (VendorResilience.IsTransient(status))
            throw new HttpaUnavailableException($"{asked.Host} answered {(int)status}.", status, Answer.RetryAfter(response, clock));
        // A transport that follows redirects shows it only here.
        if ((int)status is >= 300 and < 400 || response.RequestMessage?.RequestUri is { } answered && answered != asked)
            return new(status, null, "answered with a redirect, and none is followed: give the address that answers itself");
        if (status == HttpStatusCode.NotFound) return new(status, null, null);
        if (status != HttpStatusCode.OK) return new(status, null, $"answered {(int)status}");

        if (await ReadBodyAsync(response.Content, cancellationToken).ConfigureAwait(false) is not { } body)
            return new(status, null, $"answered with more than {Endorsements.MaxDocumentLength} bytes");
        if (form.Read(new VendorAnswer(body, name => Field(response, name))) is { } contents
            && StoredDocuments.TryMake(form, contents, clock.GetUtcNow()) is { } documents)
            return new(status, documents, null);
        throw new HttpaUnavailableException($"{asked.Host} answered with something else than {string.Join(" and ", form.Names)}.", status);
    }

    private static string? Field(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;

    /// <summary>Reads a body; null when it is longer than an endorsement may be.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        const int maximum = Endorsements.MaxDocumentLength;
        if (content.Headers.ContentLength > maximum) return null;
        var body = new byte[Math.Min(content.Headers.ContentLength ?? 16 * 1024, maximum) + 1];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            for (var length = 0; ;)
            {
                var read = await stream.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0) return body.AsMemory(0, length);
                length += read;
                if (length > maximum) return null;
                if (length == body.Length) Array.Resize(ref body, Math.Min(body.Length * 2, maximum + 1));
            }
        }
    }
}
