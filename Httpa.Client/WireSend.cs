namespace Httpa.Client;

/// <summary>Sends one message through the inner handler.</summary>
/// <param name="message">The message; new for each attempt.</param>
/// <param name="async">False: everything happens before the call returns, and the result is complete.</param>
/// <param name="cancellationToken">Cancels the sending and the wait for the answer's header.</param>
internal delegate ValueTask<HttpResponseMessage> WireSend(HttpRequestMessage message, bool async, CancellationToken cancellationToken);
