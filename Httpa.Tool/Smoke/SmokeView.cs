using System.Globalization;
using System.Xml;
using Spectre.Console;

namespace Httpa.Tool.Smoke;

/// <summary>Shows a <see cref="SmokeReport"/> to a human, and to a CI server.</summary>
internal static class SmokeView
{
    public static void Write(SmokeReport report, Terminal terminal)
    {
        terminal.Headline($"{report.Url} under the policy '{report.PolicyName}'");
        var table = terminal.Table("", "check", "result", "ms");
        foreach (var check in report.Checks)
        {
            var (mark, colour) = check.Status switch
            {
                SmokeStatus.Passed => ("ok", Color.Green),
                SmokeStatus.Failed => ("x", Color.Red),
                _ => ("-", Color.Grey),
            };
            table.AddRow(
                Terminal.Cell(mark, colour), Terminal.Cell(check.Name), Terminal.Cell(check.Detail, check.Status == SmokeStatus.Failed ? Color.Red : null),
                Terminal.Cell(check.Milliseconds.ToString("F1", CultureInfo.InvariantCulture)));
        }

        terminal.Console.Write(table);
        if (report.Reasons.Count > 0) terminal.Line($"Reasons: {string.Join(", ", report.Reasons)} (docs/reasons.md).", Color.Red);
        terminal.Headline(report.Passed ? "The service is attested and answers." : "The service did NOT pass.", report.Passed ? Color.Green : Color.Red);
    }

    /// <summary>Writes the report in the form that CI servers read (JUnit XML).</summary>
    public static byte[] ToJUnit(SmokeReport report)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, CheckCharacters = true }))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Printable($"httpa smoke {report.Url}"));
            xml.WriteAttributeString("tests", $"{report.Checks.Count}");
            xml.WriteAttributeString("failures", $"{report.Checks.Count(c => c.Status == SmokeStatus.Failed)}");
            xml.WriteAttributeString("skipped", $"{report.Checks.Count(c => c.Status == SmokeStatus.Skipped)}");
            foreach (var check in report.Checks) WriteCheck(xml, check, report);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteCheck(XmlWriter xml, SmokeCheck check, SmokeReport report)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "httpa.smoke");
        xml.WriteAttributeString("name", check.Name);
        xml.WriteAttributeString("time", (check.Milliseconds / 1000).ToString("F3", CultureInfo.InvariantCulture));
        if (check.Status == SmokeStatus.Skipped) xml.WriteElementString("skipped", "");
        if (check.Status == SmokeStatus.Failed)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", string.Join(", ", report.Reasons));
            xml.WriteString(Printable(check.Detail));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>Text from the network may hold characters that XML has no place for.</summary>
    private static string Printable(string text) => new([.. Terminal.Plain(text).Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD')]);
}
