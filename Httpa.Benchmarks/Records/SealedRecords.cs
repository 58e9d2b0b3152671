using System.Globalization;
using System.Security.Cryptography;
using Httpa.Client.Crypto;
using NSec.Cryptography;

namespace Httpa.Benchmarks.Records;

/// <summary>Goal 9: what records cost over the bare AEAD, held against the faster of the implementations at hand, and what they take from the heap.</summary>
internal sealed class SealedRecords : IGoal
{
    private const int Kilobyte = 1024;

    public string Number => "9";

    public string Name => "AES-256-GCM records";

    public IEnumerable<Measurement> Measure(RatioRun run)
    {
        var key = RandomNumberGenerator.GetBytes(AeadKey.KeyLength);
        using var platform = new PlatformAead(key);
        using var libsodium = Aes256Gcm.IsSupported ? new LibsodiumAead(key) : null;
        IBareAead[] bare = libsodium is null ? [platform] : [platform, libsodium];
        using var small = new SealedMessage(Kilobyte, 256, key);
        using var full = new SealedMessage(64 * Kilobyte, 16, key);

        yield return Extra("seal 1 KB", run, bare, small.Records, () => small.Seal(), small.SealEach);
        yield return Extra("open 1 KB", run, bare, small.Records, () => small.Open(), small.OpenEach);
        yield return Speed("seal 64 KB", run, bare, () => full.Seal(), full.SealEach);
        yield return Speed("open 64 KB", run, bare, () => full.Open(), full.OpenEach);
        yield return Speed("seal 1 MB", run, bare, () => full.Seal(), full.SealWhole);
        full.SealWhole(bare[0]);
        yield return Speed("open 1 MB", run, bare, () => full.Open(), full.OpenWhole);
        yield return new("seal, heap", "exact", small.Seal() + full.Seal(), Bound.Exactly, 0, "bytes");
        yield return new("open, heap", "exact", small.Open() + full.Open(), Bound.Exactly, 0, "bytes");
    }

    private static Measurement Speed(string what, RatioRun run, IBareAead[] bare, Action subject, Action<IBareAead> baseline)
    {
        var (fastest, ratio) = AgainstFastest(run, bare, subject, baseline);
        return new(what, $"AES-GCM of {fastest.Name}", 1 / ratio.Value, Bound.AtLeast, 0.95) { Detail = ratio.Detail };
    }

    private static Measurement Extra(string what, RatioRun run, IBareAead[] bare, int records, Action subject, Action<IBareAead> baseline)
    {
        var (fastest, ratio) = AgainstFastest(run, bare, subject, baseline);
        var each = ratio.Baseline / records;
        return new(what, $"AES-GCM of {fastest.Name}", (ratio.Value - 1) * each, Bound.AtMost, 0.3, "µs more")
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{ratio.Value * each:0.00} µs / {each:0.00} µs"),
        };
    }

    private static (IBareAead Fastest, Ratio Ratio) AgainstFastest(RatioRun run, IBareAead[] bare, Action subject, Action<IBareAead> baseline) =>
        bare.Select(aead => (aead, run.OfProcessorTime(subject, () => baseline(aead)))).MaxBy(held => held.Item2.Value);
}
