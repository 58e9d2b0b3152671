namespace Httpa.Benchmarks;

/// <summary>Something that a goal is held against is not there.</summary>
/// <param name="message">What is missing.</param>
internal sealed class NotMeasuredException(string message) : Exception(message);
