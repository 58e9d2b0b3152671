using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using CsCheck;
using Httpa.Client.Bodies;
using Httpa.Client.Tests.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Bodies;

public sealed class OpeningStreamTests
{
    private static readonly byte[] Head = SealedMessages.Head;

    [Test, CancelAfter(10_000)]
    public async Task A_read_returns_a_record_as_soon_as_it_is_there(CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var sealer = SealedMessages.NewSealer();
        await using var opening = new OpeningStream(pipe.Reader.AsStream(), SealedMessages.NewOpener());
        await pipe.Writer.WriteAsync(SealedMessages.SealOne(sealer, Head, final: false), cancellationToken);
        Assert.That(await opening.ReadHeadAsync(cancellationToken), Is.EqualTo(Head));

        var buffer = new byte[1000];
        foreach (var text in (string[])["data: 0\n\n", "data: 1\n\n"])
        {
            var pending = opening.ReadAsync(buffer, cancellationToken);
            Assert.That(pending.IsCompleted, Is.False);
            await pipe.Writer.WriteAsync(SealedMessages.SealOne(sealer, System.Text.Encoding.ASCII.GetBytes(text), final: false), cancellationToken);
            Assert.That(await pending, Is.EqualTo(text.Length));
        }

        await pipe.Writer.WriteAsync(SealedMessages.SealOne(sealer, [1], final: true), cancellationToken);
        Assert.That(await opening.ReadAsync(buffer, cancellationToken), Is.EqualTo(1));
        var end = opening.ReadAsync(buffer, cancellationToken);
        Assert.That(end.IsCompleted, Is.False, "the end is not reported before the source has ended");
        await pipe.Writer.CompleteAsync();
        Assert.That(await end, Is.Zero);
        Assert.That(await opening.ReadAsync(buffer, cancellationToken), Is.Zero);
    }

    [Test]
    public void Records_without_content_are_passed_over()
    {
        var message = SealedMessages.SealAll(SealedMessages.NewSealer(padTo: 32), Head, [], [1], [], [2], []);
        Assert.That(Read(message, new byte[10]), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public void A_head_that_is_final_has_no_body() => Assert.That(Read(SealedMessages.SealAll(SealedMessages.NewSealer(), Head), new byte[10]), Is.Empty);

    [Test]
    public void The_head_comes_first_and_once()
    {
        using var opening = new OpeningStream(new MemoryStream(SealedMessages.SealAll(SealedMessages.NewSealer(), Head, [1])), SealedMessages.NewOpener());
        Assert.That(() => opening.ReadByte(), Throws.InvalidOperationException);
        opening.ReadHead();
        Assert.That(opening.ReadHead, Throws.InvalidOperationException);
        Assert.That(opening.ReadByte(), Is.EqualTo(1));
        Assert.That(opening.ReadByte(), Is.EqualTo(-1));
    }

    [Test]
    public void Nothing_of_a_damaged_record_is_handed_on()
    {
        var message = SealedMessages.SealAll(SealedMessages.NewSealer(), Head, new byte[100], new byte[100]);
        message[^1] ^= 1; // the tag of the last record
        using var opening = new OpeningStream(new MemoryStream(message), SealedMessages.NewOpener()) { RequestMayHaveBeenProcessed = true };
        opening.ReadHead();
        Assert.That(opening.Read(new byte[1000]), Is.EqualTo(100), "the record before it is good");
        var buffer = new byte[1000];
        buffer.AsSpan().Fill(0xaa);
        var error = Assert.Throws<HttpaProtocolException>(() => opening.ReadAtLeast(buffer, 1));
        Assert.That(error!.Reason, Is.EqualTo(ProtocolReason.BadSeal));
        Assert.That(error.RequestMayHaveBeenProcessed);
        Assert.That(buffer, Is.All.EqualTo(0xaa));
        Assert.That(() => opening.ReadAtLeast(buffer, 1), Throws.TypeOf<HttpaProtocolException>(), "the error sticks");
    }

    [Test, CancelAfter(10_000)]
    public async Task A_cancelled_read_can_be_tried_again(CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var message = SealedMessages.SealAll(SealedMessages.NewSealer(), Head, new byte[100]);
        await using var opening = new OpeningStream(pipe.Reader.AsStream(), SealedMessages.NewOpener());
        await pipe.Writer.WriteAsync(message.AsMemory(0, 30), cancellationToken);
        await opening.ReadHeadAsync(cancellationToken);
        using (var soon = new CancellationTokenSource())
        {
            var pending = opening.ReadAsync(new byte[100], soon.Token);
            await soon.CancelAsync();
            Assert.CatchAsync<OperationCanceledException>(async () => await pending);
        }

        await pipe.Writer.WriteAsync(message.AsMemory(30), cancellationToken);
        Assert.That(await opening.ReadAsync(new byte[100], cancellationToken), Is.EqualTo(100));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_read_that_disposal_interrupts_keeps_its_buffer_to_the_end(CancellationToken cancellationToken)
    {
        var source = new ManualSource(SealedMessages.SealOne(SealedMessages.NewSealer(), Head, final: false));
        var opening = new OpeningStream(source, SealedMessages.NewOpener());
        await opening.ReadHeadAsync(cancellationToken);
        var pending = opening.ReadAsync(new byte[100], cancellationToken);
        opening.Dispose();
        var other = ArrayPool<byte>.Shared.Rent(source.Taken!.Length);
        Assert.That(other, Is.Not.SameAs(source.Taken), "the connection may still write into it");
        source.Fail();
        Assert.That(async () => await pending, Throws.InstanceOf<IOException>());
        Assert.That(() => opening.ReadByte(), Throws.TypeOf<ObjectDisposedException>());
    }

    /// <summary>Gives its bytes at once; the read after them ends when the test says, whatever was disposed.</summary>
    private sealed class ManualSource(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource<int> _pending = new();

        public byte[]? Taken { get; private set; }

        public void Fail() => _pending.SetException(new IOException("The connection is gone."));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length) return base.ReadAsync(buffer, cancellationToken);
            Taken = MemoryMarshal.TryGetArray<byte>(buffer, out var segment) ? segment.Array : null;
            return new(_pending.Task);
        }
    }

    [Test]
    public void After_disposal_nothing_is_read_and_the_source_is_disposed_unless_left_open()
    {
        var source = new MemoryStream(SealedMessages.SealAll(SealedMessages.NewSealer(), Head, [1]));
        var opening = new OpeningStream(source, SealedMessages.NewOpener());
        opening.ReadHead();
        opening.Dispose();
        Assert.That(() => opening.ReadByte(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(source.CanRead, Is.False);

        source = new MemoryStream();
        new OpeningStream(source, SealedMessages.NewOpener(), leaveOpen: true).Dispose();
        Assert.That(source.CanRead);
    }

    /// <summary>Any cut, and any flip, of any message ends in one of three reasons; before it, only bytes of the body in their order.</summary>
    [Test]
    public void Damage_of_any_kind_gives_a_prefix_of_the_body_and_a_reason() => Gen.Select(
            Gen.Int[0, 5000].List[1, 6], Gen.Double[0, 0.999], Gen.Int[0, 8], Gen.Int[1, 70_000])
        .Sample(
            (lengths, where, bit, atMost) =>
            {
                byte[][] parts = [.. lengths.Select((length, i) => Enumerable.Range(0, length).Select(b => (byte)(b + i)).ToArray())];
                byte[] body = [.. parts.SelectMany(p => p)];
                var message = SealedMessages.SealAll(SealedMessages.NewSealer(), [Head, .. parts]);
                var position = (int)(where * message.Length);
                if (bit == 8) message = message[..position];
                else message[position] ^= (byte)(1 << bit);

                using var opening = new OpeningStream(new TricklingStream(message, atMost), SealedMessages.NewOpener());
                using var read = new MemoryStream();
                try
                {
                    opening.ReadHead();
                    opening.CopyTo(read);
                    return false;
                }
                catch (HttpaProtocolException e)
                {
                    return e.Reason is ProtocolReason.BadSeal or ProtocolReason.Truncated or ProtocolReason.TrailingData
                        && body.AsSpan().StartsWith(read.ToArray());
                }
            },
            iter: 300);

    [Test]
    public void Reading_with_any_buffer_gives_the_same_body() => Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 100_000]).Sample(
        (buffer, atMost) =>
        {
            byte[] body = [.. Enumerable.Range(0, 150_000).Select(i => (byte)(i % 251))];
            var message = SealedMessages.SealAll(SealedMessages.NewSealer(), [Head, .. body.Chunk(65_536)]);
            return Read(message, new byte[buffer], atMost).AsSpan().SequenceEqual(body);
        },
        iter: 50);

    private static byte[] Read(byte[] message, byte[] buffer, int atMost = int.MaxValue)
    {
        using var opening = new OpeningStream(new TricklingStream(message, atMost), SealedMessages.NewOpener());
        Assert.That(opening.ReadHead(), Is.EqualTo(Head));
        using var body = new MemoryStream();
        while (opening.Read(buffer, 0, buffer.Length) is var count and > 0) body.Write(buffer, 0, count);
        return body.ToArray();
    }
}
