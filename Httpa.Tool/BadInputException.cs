namespace Httpa.Tool;

/// <summary>The user gave something that cannot be used. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
/// <param name="message">What was given, what is wrong with it, and what is needed.</param>
internal sealed class BadInputException(string message) : Exception(message);
