namespace Httpa.Client.Bodies;

/// <summary>The connection wants to send a sealed body again whose bytes were not kept. It arrives inside an <see cref="HttpRequestException"/>.</summary>
internal sealed class RepeatRefusedException() : IOException("The sealed body was sent before and its bytes were not kept.")
{
    /// <summary>True when such a refusal is at the root of a failure.</summary>
    public static bool Caused(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is RepeatRefusedException) return true;
        }

        return false;
    }
}
