using System.Runtime.CompilerServices;
using Npgsql;

namespace PgMigrate.Engine.Connections;

/// <summary>
/// What the driver has but does not show. Npgsql asks for results in text form on its commands, which rewrite SQL, but not on
/// batches, which do not. A test over a type without binary form notices when a newer Npgsql renames this.
/// </summary>
internal static class DriverAccess
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_AllResultTypesAreUnknown")]
    public static extern void ReceiveText(NpgsqlBatch batch, bool value);
}
