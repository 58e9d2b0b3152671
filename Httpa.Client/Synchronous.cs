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
}
