using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class KeyScheduleTests
{
    [Test]
    public void Steps_out_of_order_are_faults_of_the_caller()
    {
        using var schedule = New();
        Assert.That(schedule.ServerBinder, Throws.InvalidOperationException);
        Assert.That(() => schedule.DeriveTrafficKeys(CipherSuite.X25519Aes256Gcm), Throws.InvalidOperationException);
        schedule.Establish(new byte[32], [], []);
        Assert.That(schedule.ClientBinder, Throws.InvalidOperationException);
        Assert.That(() => schedule.Establish(new byte[32], [], []), Throws.InvalidOperationException);
    }

    [Test]
    public void The_services_secret_comes_sealed_and_open_or_not_at_all()
    {
        using var schedule = New();
        Assert.That(() => schedule.Establish(new byte[32], new byte[96], []), Throws.ArgumentException);
        Assert.That(() => schedule.Establish(new byte[32], [], new byte[48]), Throws.ArgumentException);
    }

    /// <summary>Whatever either side saw differently shows in the binder.</summary>
    [Test]
    public void Every_input_changes_the_binder()
    {
        var binders = new HashSet<string> { Binder() };
        for (var changed = 0; changed < 7; changed++) Assert.That(binders.Add(Binder(changed)), $"input {changed}");
        Assert.That(binders.Add(Binder(mutual: true)), "the client's evidence");
    }

    private static KeySchedule New() => new(new byte[48], new byte[32], new byte[32], new byte[5], new byte[96], [], new byte[48]);

    private static string Binder(int changed = -1, bool mutual = false)
    {
        byte[] Input(int index, int length)
        {
            var bytes = new byte[length];
            if (changed == index) bytes[^1] = 1;
            return bytes;
        }

        using var schedule = new KeySchedule(
            Input(0, 48), Input(1, 32), Input(2, 32), Input(3, 5), Input(4, 96), mutual || changed == 5 ? Input(5, 9) : [], Input(6, 48));
        return Convert.ToHexString(schedule.ClientBinder());
    }
}
