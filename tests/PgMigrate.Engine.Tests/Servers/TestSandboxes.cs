using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>
/// The sandboxes of this test run, in a registry of its own. They are stopped when the run ends or is interrupted; what a killed
/// run left is stopped by the next one.
/// </summary>
internal static class TestSandboxes
{
    private static readonly string Registries = Path.Combine(Path.GetTempPath(), "pgmigrate-test-registries-" + Environment.UserName);
    private static readonly string Registry = Path.Combine(Registries, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}"));
    private static readonly List<PosixSignalRegistration> Signals = [];
    private static int prepared;

    public static SandboxRoom Room { get; } = new(Registry);

    /// <summary>Starts one for all tests; null when there are no binaries of that version.</summary>
    public static async Task<PgSandbox?> TryStartAsync(int major)
    {
        if (Interlocked.Exchange(ref prepared, 1) == 0)
        {
            await StopLeftoversAsync();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll();
            if (!OperatingSystem.IsWindows())
            {
                Signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => StopAll()));
                Signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => StopAll()));
            }
        }

        try
        {
            return await StartAsync(new SandboxOptions
            {
                Version = major == 0 ? null : major,
                BinaryFolder = major == 0 ? null : await OtherMajors.FindAsync(major),
                Database = "postgres",
            });
        }
        catch (PgMigrateException failure) when (failure.Error.Id == ErrorIds.ServerBinariesNotFound)
        {
            return null;
        }
    }

    /// <summary>Another sandbox of this run, with the settings that tests need.</summary>
    public static Task<PgSandbox> StartAsync(SandboxOptions options) => Room.StartAsync(
        options with
        {
            Settings = new Dictionary<string, string>(options.Settings)
            {
                ["max_prepared_transactions"] = "20",
                ["wal_level"] = "minimal",
                ["max_wal_senders"] = "0",
                ["max_connections"] = "200",
            },
        },
        NoEvents.Instance,
        CancellationToken.None);

    /// <summary>Stops every server of this run.</summary>
    public static async Task StopAllAsync()
    {
        await StopAllAsync(Room);
        if (Directory.Exists(Registry))
        {
            Directory.Delete(Registry, recursive: true);
        }
    }

    private static void StopAll() => StopAllAsync().GetAwaiter().GetResult();

    private static async Task StopAllAsync(SandboxRoom room)
    {
        foreach (var sandbox in await room.GetAsync(NoEvents.Instance, CancellationToken.None))
        {
            await room.StopAsync(sandbox.Id, NoEvents.Instance, CancellationToken.None);
        }
    }

    private static async Task StopLeftoversAsync()
    {
        if (!Directory.Exists(Registries))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(Registries))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var owner) && !Lives(owner))
            {
                try
                {
                    await StopAllAsync(new SandboxRoom(folder));
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception failure) when (failure is IOException or PgMigrateException)
                {
                    // Another run that starts now is at the same work.
                }
            }
        }
    }

    private static bool Lives(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
