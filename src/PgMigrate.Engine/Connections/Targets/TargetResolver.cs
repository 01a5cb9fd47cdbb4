using System.Globalization;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections.Environments;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>From what the user gave to where to go: sources in falling precedence, each filling what those before it left open.</summary>
internal static class TargetResolver
{
    /// <exception cref="Errors.PgMigrateException">TargetMissing, TargetInvalid, EnvironmentNotFound, EnvironmentFileInvalid.</exception>
    public static ResolvedTarget Resolve(ConnectOptions options, IEngineEvents events)
    {
        var parameters = FromOptions(options);
        var source = options.Host is not null || options.Database is not null ? "parameters" : null;
        if (options.ConnectionString is { } text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                throw TargetErrors.Invalid("The connection string is empty.", "Give one, or leave it out.");
            }

            parameters.FillFrom(ConnectionText.Parse(text));
            source = "connection string";
        }

        PgEnvironment? environment = null;
        if (options.Environment is { } name)
        {
            environment = EnvironmentFile.Get(options.StartFolder ?? Directory.GetCurrentDirectory(), name);
            parameters.FillFrom(FromEnvironment(environment));
            source ??= "environment " + name;
        }

        if (options.UseProcessEnvironment && !parameters.NamesTarget && ProcessEnvironment.Url() is { } url)
        {
            parameters.FillFrom(url);
            source ??= ProcessEnvironment.DatabaseUrl;
        }

        if (options.UseProcessEnvironment)
        {
            var alone = !parameters.NamesTarget;
            var variables = ProcessEnvironment.Read();
            parameters.FillFrom(variables);
            source ??= alone && variables.NamesTarget ? "PG* variables" : null;
        }

        // A service is a default for whatever nobody said, wherever it was named.
        if (parameters[ConnectionParameters.Service] is { } service)
        {
            parameters.FillFrom(ServiceFile.Read(service));
            source ??= "service " + service;
        }

        if (source is null || !parameters.NamesTarget)
        {
            throw TargetErrors.Missing(environment is null
                ? "No database was named."
                : $"The environment \"{environment.Name}\" of {environment.File} names neither host nor database.");
        }

        return new ResolvedTarget(
            HostList.Build(parameters, options, events),
            SessionAttributesText.Parse(parameters[ConnectionParameters.SessionAttributes]),
            environment,
            source);
    }

    private static ConnectionParameters FromOptions(ConnectOptions options)
    {
        var parameters = new ConnectionParameters();
        parameters.Set(ConnectionParameters.Host, options.Host);
        parameters.Set(ConnectionParameters.Port, options.Port?.ToString(CultureInfo.InvariantCulture));
        parameters.Set(ConnectionParameters.Database, options.Database);
        parameters.Set(ConnectionParameters.User, options.UserName);
        parameters.Set(ConnectionParameters.Service, options.Service);
        return parameters;
    }

    private static ConnectionParameters FromEnvironment(PgEnvironment environment)
    {
        var parameters = new ConnectionParameters();
        parameters.Set(ConnectionParameters.Host, environment.Host);
        parameters.Set(ConnectionParameters.Port, environment.Port?.ToString(CultureInfo.InvariantCulture));
        parameters.Set(ConnectionParameters.Database, environment.Database);
        parameters.Set(ConnectionParameters.User, environment.UserName);
        parameters.Set(ConnectionParameters.Service, environment.Service);
        if (environment.ConnectionString is { } text)
        {
            parameters.FillFrom(ConnectionText.Parse(text));
        }

        return parameters;
    }
}
