using Httpa.Client.Origins;
using Httpa.Client.Requests;

namespace Httpa.Client.DependencyInjection;

/// <summary>One reading of a client's options, and what follows from it. Immutable: requests that began under it end under it.</summary>
/// <param name="Options">The options.</param>
/// <param name="Rules">Which origin is under which policy.</param>
/// <param name="Pipeline">The way of requests.</param>
/// <param name="WarmUp">The origins that are attested ahead of requests.</param>
internal sealed record ClientGeneration(HttpaOptions Options, OriginRules Rules, RequestPipeline Pipeline, IReadOnlyList<Uri> WarmUp);
