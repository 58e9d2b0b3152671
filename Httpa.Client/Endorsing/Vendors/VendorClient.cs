using System.Net;
using Httpa.Client.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>Fetches documents from vendors' services.</summary>
internal sealed class VendorClient : IDisposable
{
    private readonly VendorEndorsementOptions _options;
    private readonly VendorResilience _resilience;
    private readonly HttpMessageInvoker _transport;
    private readonly TimeProvider _clock;

    public VendorClient(VendorEndorsementOptions options)
    {
        _options = options;
        _clock = options.TimeProvider;
        _resilience = new VendorResilience(options.Limits, options.Pipelines, _clock);
        _transport = options.Transport ?? new HttpMessageInvoker(PrimaryHandler.Create());
    }

    /// <summary>Fetches a document.</summary>
    /// <param name="address">Where it lies.</param>
    /// <param name="form">What its answer must look like.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <returns>Null when the service says that there is none.</returns>
    /// <exception cref="HttpaUnavailableException">The service cannot be reached, is busy, or does not give the document.</exception>
    public async ValueTask<StoredDocuments?> FetchAsync(Uri address, AnswerForm form, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.endorsements.fetch", address.Host);
        var start = _clock.GetTimestamp();
        var outcome = "cancelled";
        try
        {
            var reply = await AskAsync(address, form, cancellationToken).ConfigureAwait(false);
            outcome = $"{(int)reply.Status}";
            return reply.Problem is null ? reply.Documents : throw Unavailable(address, form, reply.Problem, reply.Status);
        }
        catch (HttpaUnavailableException e)
        {
            outcome = e.StatusCode is { } status ? $"{(int)status}" : "unreachable";
            throw;
        }
        finally
        {
            ClientTelemetry.Fetched(address.Host, outcome, _clock.GetElapsedTime(start));
        }
    }

    public void Dispose()
    {
        if (_options.Transport is null) _transport.Dispose();
    }

    private async ValueTask<VendorReply> AskAsync(Uri address, AnswerForm form, CancellationToken cancellationToken)
    {
        try
        {
            return await _resilience.For(address.Host)
                .ExecuteAsync(static (s, token) => s.Me.AttemptAsync(s.address, s.form, token), (Me: this, address, form), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ExecutionRejectedException or HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)) // a time limit of the transport's
        {
            throw Explain(e, address, form);
        }
    }

    private async ValueTask<VendorReply> AttemptAsync(Uri address, AnswerForm form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.UserAgent.ParseAdd(ClientTelemetry.Name);
        // An HttpClient would otherwise read bodies of any length before it returns.
        using var response = _transport is HttpClient client
            ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false)
            : await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await VendorReply.ReadAsync(response, address, form, _clock, cancellationToken).ConfigureAwait(false);
    }

    private HttpaUnavailableException Explain(Exception failure, Uri address, AnswerForm form) => failure switch
    {
        BrokenCircuitException e => Unavailable(address, form, $"failed too often just now{LastOf(e)} and is left alone for a while", null, e.RetryAfter, e),
        TimeoutRejectedException e => Unavailable(address, form, $"did not answer within {_options.Limits.TotalTimeout}", null, null, e),
        ExecutionRejectedException e => Unavailable(address, form, "has too long a queue of requests", null, null, e),
        HttpaUnavailableException e => Unavailable(address, form, $"failed again and again, at last so: {e.Message.TrimEnd('.')}", e.StatusCode, e.RetryAfter, e),
        HttpRequestException e => Unavailable(address, form, $"cannot be reached ({e.HttpRequestError})", e.StatusCode, null, e),
        _ => Unavailable(address, form, "broke the connection off", null, null, failure),
    };

    private static string LastOf(BrokenCircuitException breaker) => breaker.InnerException switch
    {
        HttpaUnavailableException e => $" (at last: {e.Message.TrimEnd('.')})",
        HttpRequestException e => $" (at last: {e.HttpRequestError})",
        _ => "",
    };

    private static HttpaUnavailableException Unavailable(
        Uri address, AnswerForm form, string problem, HttpStatusCode? status, TimeSpan? retryAfter = null, Exception? cause = null) => new(
        $"The endorsement '{form.Names[0]}' could not be fetched: {address.Host} {problem}. Retry later, or give endorsements in a directory, by a cache of your own, or stapled.",
        status, retryAfter, requestMayHaveBeenProcessed: false, cause);
}
