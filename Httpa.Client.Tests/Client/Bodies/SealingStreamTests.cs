using CsCheck;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Bodies;

public sealed class SealingStreamTests
{
    private static readonly byte[] Head = SealedMessages.Head;

    [Test]
    public void Nothing_leaves_before_the_first_write_that_needs_it()
    {
        using var destination = new MemoryStream();
        using var sealing = New(destination);
        sealing.Write(new byte[100]);
        Assert.That(destination.Length, Is.Zero, "a small write is gathered");
        sealing.Flush();
        Assert.That(destination.Length, Is.EqualTo(20 + Head.Length + 20 + 100));
    }

    [Test]
    public async Task Disposing_during_a_write_keeps_the_buffer_from_others()
    {
        using var destination = new StalledDestination();
        var sealing = New(destination);
        var write = sealing.WriteAsync(new byte[200_000]);
        await sealing.DisposeAsync();

        var next = System.Buffers.ArrayPool<byte>.Shared.Rent(destination.Buffer!.Length);
        Assert.That(next, Is.Not.SameAs(destination.Buffer));
        destination.GoOn.SetResult();
        Assert.That(async () => await write, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_flush_before_any_body_sends_the_head()
    {
        using var destination = new MemoryStream();
        using var sealing = New(destination);
        sealing.Flush();
        Assert.That(destination.Length, Is.EqualTo(20 + Head.Length));
        sealing.Flush();
        Assert.That(destination.Length, Is.EqualTo(20 + Head.Length), "nothing is left to seal");
        sealing.Complete();
        Assert.That(destination.Length, Is.EqualTo(20 + Head.Length + 20), "an empty final record");
    }

    [TestCase(1)]
    [TestCase(65_535)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    [TestCase(131_072)]
    [TestCase(200_000)]
    public void Without_a_flush_a_body_has_the_profiles_length(int length)
    {
        foreach (var chunk in (int[])[length, 1000, 65_536, 70_000])
        {
            using var destination = new MemoryStream();
            using var sealing = New(destination);
            foreach (var part in new byte[length].Chunk(chunk)) sealing.Write(part);
            sealing.Complete();
            Assert.That(destination.Length, Is.EqualTo(RecordSealer.MessageLength(Head.Length, length)), $"chunks of {chunk}");
        }
    }

    [Test]
    public void An_exact_length_sends_its_final_record_with_the_last_byte_and_never_cuts_for_a_flush()
    {
        using var destination = new MemoryStream();
        using var sealing = New(destination, exactLength: 70_000);
        foreach (var part in new byte[70_000].Chunk(7_000))
        {
            sealing.Write(part);
            sealing.Flush();
        }

        Assert.That(destination.Length, Is.EqualTo(RecordSealer.MessageLength(Head.Length, 70_000)));
        sealing.Complete();
        sealing.Complete();
        Assert.That(destination.Length, Is.EqualTo(RecordSealer.MessageLength(Head.Length, 70_000)));
        AssertOpens(destination.ToArray(), new byte[70_000]);
    }

    [Test]
    public void A_whole_record_of_an_exact_length_leaves_at_once()
    {
        using var destination = new MemoryStream();
        using var sealing = New(destination, exactLength: 2 * 65_536);
        sealing.Write(new byte[65_536]);
        Assert.That(destination.Length, Is.EqualTo(20 + Head.Length + 20 + 65_536), "more is to come, so this record is not the final one");
        sealing.Write(new byte[65_536]);
        sealing.Complete();
        Assert.That(destination.Length, Is.EqualTo(RecordSealer.MessageLength(Head.Length, 2 * 65_536)));
        AssertOpens(destination.ToArray(), new byte[2 * 65_536]);
    }

    [Test]
    public void A_body_of_another_than_its_exact_length_is_a_fault()
    {
        using var tooLong = New(new MemoryStream(), exactLength: 10);
        Assert.That(() => tooLong.Write(new byte[11]), Throws.InvalidOperationException);
        using var tooShort = New(new MemoryStream(), exactLength: 10);
        tooShort.Write(new byte[9]);
        Assert.That(tooShort.Complete, Throws.InvalidOperationException);
        Assert.That(() => New(new MemoryStream(), exactLength: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task After_an_error_of_the_destination_the_stream_is_closed()
    {
        using var sealing = New(new FailingStream());
        sealing.Write(new byte[10]);
        Assert.That(() => sealing.Flush(), Throws.InstanceOf<IOException>());
        Assert.That(() => sealing.Write(new byte[1]), Throws.InvalidOperationException);
        Assert.That(() => sealing.Complete(), Throws.InvalidOperationException);

        await using var other = New(new FailingStream());
        Assert.ThrowsAsync<IOException>(async () => await other.WriteAsync(new byte[100_000]));
        Assert.ThrowsAsync<InvalidOperationException>(async () => await other.CompleteAsync(default));
    }

    [Test]
    public void The_block_budget_inside_a_message_ends_it_for_a_reason()
    {
        using var key = SealedMessages.NewKey(blockLimit: 5000);
        using var destination = new MemoryStream();
        using var sealing = new SealingStream(destination, SealedMessages.NewSealer(key), Head);
        var error = Assert.Throws<HttpaProtocolException>(() => sealing.Write(new byte[140_000]));
        Assert.That(error!.Reason, Is.EqualTo(ProtocolReason.SessionExhausted));
        Assert.That(error.RequestMayHaveBeenProcessed);
        Assert.That(key.IsExhausted);
        Assert.That(() => sealing.Complete(), Throws.InvalidOperationException);
        Assert.That(destination.Length, Is.LessThan(70_000), "what was sealed before has left, and nothing else");
    }

    [Test]
    public void Disposing_without_completion_leaves_a_truncated_message()
    {
        using var destination = new MemoryStream();
        using (var sealing = New(destination))
        {
            sealing.Write(new byte[100]);
            sealing.Flush();
        }

        var error = Assert.Throws<HttpaProtocolException>(() => Open(destination.ToArray()));
        Assert.That(error!.Reason, Is.EqualTo(ProtocolReason.Truncated));
    }

    [Test]
    public void After_disposal_and_completion_nothing_is_written()
    {
        var disposed = New(new MemoryStream());
        disposed.Dispose();
        Assert.That(() => disposed.Write([1]), Throws.TypeOf<ObjectDisposedException>());
        using var complete = New(new MemoryStream());
        complete.Complete();
        Assert.That(() => complete.Write([1]), Throws.InvalidOperationException);
        Assert.That(() => complete.Write([]), Throws.Nothing);
    }

    /// <summary>Writes and flushes of every kind, padded or not, sync or not, open to the same bytes.</summary>
    [Test]
    public async Task Any_way_of_writing_opens_to_the_same_body() => await Gen.Select(Gen.Int[0, 90_000].List[0, 8], Gen.Int[0, 2], Gen.Bool, Gen.Bool).SampleAsync(
        async (lengths, padding, async, flushing) =>
        {
            using var destination = new MemoryStream();
            var body = new MemoryStream();
            await using (var sealing = new SealingStream(destination, SealedMessages.NewSealer(padTo: ((int[])[0, 128, 65_536])[padding]), Head))
            {
                foreach (var (i, length) in lengths.Index())
                {
                    byte[] part = [.. Enumerable.Range(0, length).Select(b => (byte)(b * 7 + i))];
                    body.Write(part);
                    if (async) await sealing.WriteAsync(part);
                    else sealing.Write(part);
                    if (flushing && i % 2 == 0) await sealing.FlushAsync();
                }

                if (async) await sealing.CompleteAsync(default);
                else sealing.Complete();
            }

            return Open(destination.ToArray()).AsSpan().SequenceEqual(body.ToArray());
        },
        iter: 60);

    private static SealingStream New(Stream destination, long? exactLength = null) => new(destination, SealedMessages.NewSealer(), Head, exactLength);

    private static void AssertOpens(byte[] message, byte[] body) => Assert.That(Open(message), Is.EqualTo(body));

    private static byte[] Open(byte[] message)
    {
        using var opening = new OpeningStream(new MemoryStream(message), SealedMessages.NewOpener());
        Assert.That(opening.ReadHead(), Is.EqualTo(Head));
        using var body = new MemoryStream();
        opening.CopyTo(body);
        return body.ToArray();
    }

    /// <summary>Keeps what it was given until it may go on, as a connection does that is not ready.</summary>
    private sealed class StalledDestination : MemoryStream
    {
        public TaskCompletionSource GoOn { get; } = new();

        public byte[]? Buffer { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Buffer = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer, out var array) ? array.Array : null;
            await GoOn.Task;
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("gone");
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
