using System.Collections.Concurrent;
using System.Net;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>
/// A service on loopback that answers like Intel's (PCS API, version 4), like a PCCS, or like AMD's (KDS), with documents of simulated platforms. A test can put other
/// answers before it.
/// </summary>
internal sealed class FakeVendor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Endorsements> _platforms = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, (ReadOnlyMemory<byte> Body, string Type)> _documents = new(StringComparer.Ordinal);
    private Endorsements? _lists;

    private FakeVendor(WebApplication app) => _app = app;

    /// <summary>Where it is, over http.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    /// <summary>Path and query of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Writes other answers: true when it wrote one.</summary>
    public Func<HttpContext, Task<bool>> Interfere { get; set; } = _ => Task.FromResult(false);

    /// <summary>Answers as a PCCS does: lists in hexadecimal, an older name for the chain of TCB info.</summary>
    public bool IsPccs { get; init; }

    public static async Task<FakeVendor> StartAsync(bool isPccs = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var vendor = new FakeVendor(app) { IsPccs = isPccs };
        app.Run(vendor.AnswerAsync);
        await app.StartAsync();
        return vendor;
    }

    /// <summary>Has documents from now on, and the revocation lists of these.</summary>
    /// <param name="type">sgx or tdx.</param>
    /// <param name="fmspc">The platform's model.</param>
    /// <param name="endorsements">The documents.</param>
    public void Publish(EvidenceType type, Measurement fmspc, Endorsements endorsements) => _platforms[$"{type}/{fmspc}"] = _lists = endorsements;

    /// <summary>Has a document of AMD's from now on.</summary>
    /// <param name="pathAndQuery">Where, exactly.</param>
    /// <param name="body">The document.</param>
    /// <param name="type">Its media type.</param>
    public void Publish(string pathAndQuery, ReadOnlyMemory<byte> body, string type) => _documents[pathAndQuery] = (body, type);

    /// <summary>The requests for a document, by a part of the path.</summary>
    public int CountOf(string part) => Requests.Count(r => r.Contains(part, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        if (await Interfere(context)) return;
        if (_documents.TryGetValue(context.Request.Path + context.Request.QueryString, out var document))
        {
            context.Response.ContentType = document.Type;
            await context.Response.Body.WriteAsync(document.Body, context.RequestAborted);
            return;
        }

        if (Find(context.Request) is not ({ } body, var field, var chain))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (field.Length > 0) context.Response.Headers[field] = Uri.EscapeDataString(System.Text.Encoding.ASCII.GetString(chain.Span));
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private (ReadOnlyMemory<byte>? Body, string Field, ReadOnlyMemory<byte> Chain) Find(HttpRequest request)
    {
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is not [var type, "certification", "v4", .. var document]) return default;
        var known = _platforms.Where(p => p.Key.StartsWith(type + "/", StringComparison.Ordinal)).Select(p => p.Value).FirstOrDefault();
        return (string.Join('/', document), (string?)request.Query["ca"]) switch
        {
            ("tcb", _) when _platforms.TryGetValue($"{type}/{request.Query["fmspc"]}", out var model) =>
                (Get(model, "tcb_info"), IsPccs ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain", Get(model, "tcb_signing_chain")),
            ("qe/identity", _) when known is not null => (Get(known, "qe_identity"), "SGX-Enclave-Identity-Issuer-Chain", Get(known, "tcb_signing_chain")),
            ("pckcrl", "platform" or "processor") when ListsOf(type) is { } lists => (List(lists, "pck_crl"), "SGX-PCK-CRL-Issuer-Chain", Get(lists, "pck_crl_issuer_chain")),
            ("rootcacrl", _) when ListsOf(type) is { } lists => (List(lists, "root_ca_crl"), "", default),
            _ => default,
        };
    }

    /// <summary>The lists lie with SGX, whichever kind of platform they are for.</summary>
    private Endorsements? ListsOf(string type) => type == "sgx" ? _lists : null;

    private ReadOnlyMemory<byte> List(Endorsements endorsements, string name)
    {
        var der = Get(endorsements, name);
        return IsPccs ? System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(der.Span)) : der;
    }

    private static ReadOnlyMemory<byte> Get(Endorsements endorsements, string name) =>
        endorsements.TryGet(name, out var content) ? content : throw new InvalidOperationException($"There is no '{name}'.");
}
