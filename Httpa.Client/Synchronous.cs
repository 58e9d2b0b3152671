using System.Diagnostics;

namespace Httpa.Client;

/// <summary>Takes the result of code that ran with <c>async: false</c>, which is complete: nothing here ever waits.</summary>
internal static class Synchronous
{
    public static T Result<T>(ValueTask<T> task)
    {
        if (!task.IsCompleted) throw new UnreachableException("Synchronous code did not complete before it returned.");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Lets the token end a synchronous read of an answer's body, which takes none itself: the answer is disposed, and the read fails. Does nothing where reads are
    /// asynchronous. Dispose the registration when the read is done.
    /// </summary>
    public static CancellationTokenRegistration CutOff(HttpResponseMessage answer, bool async, CancellationToken cancellationToken) =>
        async ? default : cancellationToken.UnsafeRegister(static a => ((HttpResponseMessage)a!).Dispose(), answer);
}
