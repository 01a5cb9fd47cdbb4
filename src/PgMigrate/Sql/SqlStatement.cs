using PgMigrate.Errors;

namespace PgMigrate.Sql;

/// <summary>How a statement has to be run.</summary>
public enum StatementTransaction
{
    /// <summary>May share a transaction with others.</summary>
    Allowed,

    /// <summary>The server refuses it inside a transaction block (CREATE INDEX CONCURRENTLY, VACUUM, CREATE DATABASE, …).</summary>
    Refused,

    /// <summary>Ends transactions itself: a DO block or procedure with COMMIT or ROLLBACK in it. Works only outside a transaction block.</summary>
    ManagesItsOwn,

    /// <summary>Is itself transaction control: BEGIN, COMMIT, ROLLBACK, PREPARE TRANSACTION.</summary>
    Controls,
}

/// <summary>One statement of a script.</summary>
/// <param name="Text">As written, without the closing semicolon and without the comments and blanks around it.</param>
/// <param name="Position">Of its first character.</param>
/// <param name="Verb">What it is, in the words of the documentation: "CREATE TABLE", "CREATE INDEX CONCURRENTLY", "UPDATE", "COPY FROM STDIN"; "" when it was not recognised.</param>
/// <param name="Transaction">How it has to be run.</param>
/// <param name="Writes">False only when it is certain that it changes nothing: SHOW, plain SELECT of columns, EXPLAIN without ANALYZE.</param>
public sealed record SqlStatement(
    string Text, SourcePosition Position, string Verb, StatementTransaction Transaction, bool Writes);
