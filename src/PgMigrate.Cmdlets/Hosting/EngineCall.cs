using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>
/// Runs one asynchronous engine call on the thread pool while the pipeline thread shows its events. However the
/// pipeline thread leaves (Ctrl+C, <c>Select-Object -First</c>, a warning that was made an error), the call is cancelled
/// and awaited first: nothing goes on running behind a command that is over.
/// </summary>
internal static class EngineCall
{
    public static T Run<T>(
        Func<IEngineEvents, CancellationToken, Task<T>> call, Action<object> show, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = cancellation.Token;
        using var queue = new EventQueue(token);
        var task = Task.Run(
            async () =>
            {
                queue.MakeCurrent();
                try
                {
                    return await call(queue, token).ConfigureAwait(false);
                }
                finally
                {
                    queue.Complete();
                }
            },
            CancellationToken.None);

        try
        {
            foreach (var item in queue.Read())
            {
                show(item);
            }
        }
        catch
        {
            cancellation.Cancel();
            Await(task);
            throw;
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (PgMigrateException or OperationCanceledException))
        {
            throw Unexpected(e);
        }
    }

    private static PgMigrateException Unexpected(Exception exception) =>
        new(
            new PgError
            {
                Id = ErrorIds.InternalError,
                Kind = PgErrorKind.Internal,
                What = $"{exception.GetType().Name}: {exception.Message}",
                Next = "This is a fault of PgMigrate. Please report it with the text of: $Error[0].Exception.InnerException.ToString()",
            },
            exception);

    // What the call says about its own end is not what stopped the pipeline.
    private static void Await(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }
}
