namespace Httpa.Tool.Demo;

/// <summary>The private things that the demo sends: none of them may be on the wire.</summary>
internal static class DemoTexts
{
    public const string Question = "Account 4711-0815: can I afford the house in Heather Lane?";
    public const string Answer = "Yes, with a balance of 93,412 you can.";
    public const string Token = "demo-token-c29tZXRoaW5n";

    /// <summary>Words of them that would give it away.</summary>
    public static IReadOnlyList<string> Private { get; } = ["4711-0815", "Heather", "93,412", Token];
}
