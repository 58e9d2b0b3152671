namespace Httpa.Tool.Demo;

/// <summary>Something in the demo did not go as promised.</summary>
/// <param name="message">What was found instead.</param>
internal sealed class DemoFailure(string message) : Exception(message)
{
    /// <summary>Throws unless the promise holds.</summary>
    public static void Unless(bool holds, string found)
    {
        if (!holds) throw new DemoFailure(found);
    }
}
