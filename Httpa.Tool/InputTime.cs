using System.Globalization;

namespace Httpa.Tool;

/// <summary>Reads times that the user wrote.</summary>
internal static class InputTime
{
    /// <summary>Reads a time; without an offset it is UTC.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new BadInputException($"'{text}' is no time. Write it like 2026-11-23T05:00:00Z.");
}
