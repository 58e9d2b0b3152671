namespace Httpa.Tool;

/// <summary>The user gave something that cannot be used. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
/// <param name="message">What was given, what is wrong with it, and what is needed.</param>
internal sealed class BadInputException(string message) : Exception(message);

/// <summary>A service does not answer. Ends the command with <see cref="ExitCode.Unavailable"/>.</summary>
/// <param name="message">Who, and what was waited for.</param>
internal sealed class UnavailableException(string message) : Exception(message);

/// <summary>The evidence is of a type that the tool does not know. Ends the command with <see cref="ExitCode.Unsupported"/>.</summary>
/// <param name="message">What is known, and what to do.</param>
internal sealed class UnsupportedEvidenceException(string message) : Exception(message);
