using Httpa.Tool;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class ToolApplicationTests
{
    [TestCase]
    [TestCase("--help")]
    [TestCase("verify", "--help")]
    [TestCase("inspect", "--help")]
    public async Task Help_ends_with_the_exit_codes(params string[] args)
    {
        var run = await ToolRun.Of(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
            Assert.That(run.Output.TrimEnd(), Does.EndWith(ExitCode.Help.ReplaceLineEndings(Environment.NewLine)).Or.EndsWith(ExitCode.Help));
        });
    }

    [TestCase("dance")]
    [TestCase("verify")]
    [TestCase("verify", "quote.bin", "--type", "sgx", "--colour")]
    [TestCase("inspect")]
    public async Task A_command_line_that_makes_no_sense_is_bad_input(params string[] args)
    {
        var run = await ToolRun.Of(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.BadInput));
            Assert.That(run.Error, Does.Contain("--help"));
        });
    }

    [Test]
    public void Text_from_outside_sends_no_control_sequence_to_the_terminal() =>
        Assert.That(Terminal.Plain("red\u001b[31m\rtext\u0007\n"), Is.EqualTo("red\uFFFD[31m\uFFFDtext\uFFFD\n"));
}
