namespace PgMigrate.Errors;

/// <summary>What kind of thing went wrong; hosts turn it into their own categories and exit codes.</summary>
public enum PgErrorKind
{
    /// <summary>An argument, option or target form is wrong.</summary>
    InvalidArgument,

    /// <summary>A file, directive or script is wrong.</summary>
    InvalidInput,

    /// <summary>Something named does not exist.</summary>
    NotFound,

    /// <summary>The server cannot be reached or the connection was lost.</summary>
    Connection,

    /// <summary>Wrong password, or a right that is missing.</summary>
    Permission,

    /// <summary>Refused because of the state that the database or the history is in.</summary>
    InvalidState,

    /// <summary>Locks could not be had in time, or another run is under way.</summary>
    Blocked,

    /// <summary>The server refused a statement.</summary>
    StatementFailed,

    /// <summary>A verify section, a requires condition or a check said no.</summary>
    VerificationFailed,

    /// <summary>A fault of this program.</summary>
    Internal,
}
