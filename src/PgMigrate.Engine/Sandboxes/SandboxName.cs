using System.Security.Cryptography;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>Ids and passwords.</summary>
internal static class SandboxName
{
    // No vowels and no look-alikes: ids are typed by hand and should spell nothing.
    private const string Letters = "bcdfghjkmnpqrstvwxz23456789";

    public static string NewId() => RandomNumberGenerator.GetString(Letters, 8);

    public static string NewPassword() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32);
}
