using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>The SQL condition that a migration requires before it runs; asked in a read-only transaction.</summary>
internal sealed class Requirement(RunContext run, MigrationFile file)
{
    public async Task CheckAsync(string condition, MigrationScript script, CancellationToken cancellationToken)
    {
        await SessionReset.ApplyAsync(run, script, "BEGIN READ ONLY", cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await run.Worker.ExecuteUserStatementAsync($"SELECT ({condition})", cancellationToken).ConfigureAwait(false);
            if (result.AllTrue != true)
            {
                throw Failed(condition, "is not true", null);
            }
        }
        catch (Exception failure) when (ServerErrors.Server(failure) is { } server && !ServerErrors.IsConnectionLoss(failure))
        {
            throw Failed(condition, $"cannot be asked: {server.MessageText}", failure);
        }
        finally
        {
            await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
        }
    }

    private PgMigrateException Failed(string condition, string how, Exception? inner) => new(
        new PgError
        {
            Id = ErrorIds.RequirementFailed,
            Kind = PgErrorKind.VerificationFailed,
            Database = run.Target.Target,
            Revision = file.Revision,
            What = $"{file} requires '{condition}', which {how} in {run.Target.Target}; the migration was not begun.",
            Next = "Bring about what it requires, or correct the directive, and run the same command again.",
            Position = new SourcePosition(file.File, 1, 1),
            SqlState = inner is null ? null : ServerErrors.Server(inner)?.SqlState,
        },
        inner);
}
