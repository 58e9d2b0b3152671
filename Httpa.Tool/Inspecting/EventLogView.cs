using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;
using Spectre.Console;

namespace Httpa.Tool.Inspecting;

/// <summary>Shows the event log of a TDX trust domain beside its quote.</summary>
internal static class EventLogView
{
    private const int ShownLength = 60;

    // TCG "PC Client Platform Firmware Profile", section 10.4.1.
    private static readonly Dictionary<uint, string> Types = new()
    {
        [0x00000003] = "EV_NO_ACTION", [0x00000004] = "EV_SEPARATOR", [0x00000005] = "EV_ACTION", [0x00000006] = "EV_EVENT_TAG", [0x0000000d] = "EV_IPL",
        [0x80000001] = "EV_EFI_VARIABLE_DRIVER_CONFIG", [0x80000002] = "EV_EFI_VARIABLE_BOOT", [0x80000003] = "EV_EFI_BOOT_SERVICES_APPLICATION",
        [0x80000004] = "EV_EFI_BOOT_SERVICES_DRIVER", [0x80000006] = "EV_EFI_GPT_EVENT", [0x80000007] = "EV_EFI_ACTION", [0x80000008] = "EV_EFI_PLATFORM_FIRMWARE_BLOB",
        [0x80000009] = "EV_EFI_HANDOFF_TABLES", [0x8000000a] = "EV_EFI_PLATFORM_FIRMWARE_BLOB2", [0x8000000b] = "EV_EFI_HANDOFF_TABLES2", [0x8000000c] = "EV_EFI_VARIABLE_BOOT2",
        [0x800000e0] = "EV_EFI_VARIABLE_AUTHORITY",
    };

    /// <summary>Writes the events, and for each register whether they explain it.</summary>
    /// <returns>True when they explain all of them.</returns>
    /// <exception cref="BadInputException">There is no event log in the file, or the evidence is no TDX quote.</exception>
    public static bool Write(string path, Evidence evidence, Terminal terminal)
    {
        if (new TdxVerifier().Authenticate(new EndorsedEvidence(evidence, Endorsements.None), null, DateTimeOffset.UnixEpoch).Claims is not TdxClaims claims)
            throw new BadInputException("--event-log needs a whole TDX quote.");
        var log = CcEventLog.TryParse(InputFile.Read(path)) ?? throw new BadInputException($"'{path}' holds no event log with SHA-384 digests.");

        terminal.Headline($"Event log, {log.Events.Count} events");
        var events = terminal.Table("register", "event", "digest", "data");
        foreach (var measured in log.Events)
        {
            events.AddRow(
                Terminal.Cell($"RTMR{measured.Register}"), Terminal.Cell(Types.GetValueOrDefault(measured.Type) ?? $"{measured.Type:x8}"),
                Terminal.Cell($"{measured.Digest}"[..16] + "..."), Terminal.Cell(Readable(measured.Data.Span)));
        }

        terminal.Console.Write(events);
        Measurement[] quoted = [claims.RtMr0, claims.RtMr1, claims.RtMr2, claims.RtMr3];
        var registers = terminal.Table("register", "the quote's", "replay");
        for (var i = 0; i < quoted.Length; i++)
        {
            var same = log.RtMr(i) == quoted[i];
            registers.AddRow(Terminal.Cell($"RTMR{i}"), Terminal.Cell($"{quoted[i]}"), same ? Terminal.Cell("the same", Color.Green) : Terminal.Cell($"{log.RtMr(i)}", Color.Red));
        }

        terminal.Console.Write(registers);
        return log.Explains(claims);
    }

    private static string Readable(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        foreach (var b in data[..Math.Min(data.Length, ShownLength)]) text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        return data.Length > ShownLength ? $"{text}... ({data.Length} bytes)" : text.ToString();
    }
}
