using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>Asserts how a service refuses.</summary>
internal static class Refused
{
    public static void With(HttpResponseMessage response, HttpStatusCode status, string error)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusCode, Is.EqualTo(status));
            Assert.That(response.Headers.TryGetValues("Attest-Error", out var errors) ? errors.Single() : "", Is.EqualTo(error));
            Assert.That(response.Headers.Contains("Attest-Sequence"), Is.False);
            Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
            Assert.That(response.Headers.WwwAuthenticate.Any(a => a.Scheme == "HTTPA"), Is.EqualTo(status == HttpStatusCode.Unauthorized));
        }
    }
}
