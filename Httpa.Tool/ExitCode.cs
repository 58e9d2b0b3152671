namespace Httpa.Tool;

/// <summary>What the process returns. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Accepted by the policy; without a policy: genuine. For other commands: all went well.</summary>
    public const int Accepted = 0;

    /// <summary>The tool itself failed.</summary>
    public const int Internal = 1;

    /// <summary>The evidence was rejected; for the demo: a step did not go as promised.</summary>
    public const int Rejected = 10;

    /// <summary>The evidence's type or version is not supported.</summary>
    public const int Unsupported = 20;

    /// <summary>An attested service answered with a status of 400 or more.</summary>
    public const int HttpError = 22;

    /// <summary>A file, an option or a policy cannot be used.</summary>
    public const int BadInput = 30;

    /// <summary>Nothing is known to be wrong, but it could not be proven: endorsements are missing or have ended, or a vendor's service does not give them.</summary>
    public const int Unavailable = 40;

    /// <summary>The table for <c>--help</c>.</summary>
    public const string Help = """
        Exit codes:
          0   accepted by the policy; without a policy: genuine
          1   internal error
          10  rejected (demo: a step did not go as promised)
          20  unsupported type or version of evidence
          22  get, post: the attested service answered with a status of 400 or more
          30  bad input: a file, an option or a policy
          40  unavailable: not proven, because endorsements are missing, have ended, or cannot be fetched
        """;
}
