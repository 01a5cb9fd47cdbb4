#!/usr/bin/env bash
# A tour of PgMigrate on a real PostgreSQL server, through the program pgmigrate: for machines without PowerShell.
# Each command is shown as you would type it, then what it says. Leaves nothing behind, however it ends.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" >/dev/null && pwd -P)
program=${PGMIGRATE_CLI:-$here/../../src/PgMigrate.Cli/bin/Release/net8.0/pgmigrate.dll}
pgmigrate() { dotnet exec "$program" "$@"; }

cyan='' yellow='' green='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    cyan=$(printf '\033[36m') yellow=$(printf '\033[33m') green=$(printf '\033[32m') plain=$(printf '\033[0m')
fi
say() { printf '\n%s%s%s\n' "$cyan" "$1" "$plain"; }
show() { printf '$ %s%s%s\n' "$yellow" "$1" "$plain"; }
# Runs what it shows, in this shell.
step() {
    say "$1"
    show "$2"
    eval "$2"
}

sandbox=
finish() {
    code=$?
    trap - EXIT
    trap '' INT TERM HUP
    # The terminal may be gone; what is printed from here on may fail.
    set +e
    if [ -n "$sandbox" ]; then
        say 'Nothing stays behind:'
        show 'pgmigrate sandbox stop $sandbox'
        pgmigrate sandbox stop "$sandbox"
        stopped=$?
        if [ "$code" = 0 ]; then code=$stopped; fi
    fi
    if [ "$code" = 0 ]; then next; else printf '\nThe demo failed (exit code %s); the error is above.\n' "$code" >&2; fi
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

next() {
    printf '\n%sDone in %s s. Try next:%s\n' "$green" "$SECONDS" "$plain"
    cat <<'TEXT'
  pgmigrate --help                                         (dotnet src/PgMigrate.Cli/bin/Release/net8.0/pgmigrate.dll)
  pgmigrate new add_users --template table --arg table=users
  pgmigrate sql --path examples/quickstart/migrations      the SQL that would run, for review
  pgmigrate status --json                                  every verb speaks JSON
  README.md, docs/migrations.md, examples/quickstart       how it is meant
TEXT
}

cd "$here"
say 'PgMigrate: PostgreSQL migrations from the command line. First a server to try things on:'
if [ -n "${PGMIGRATE_TEST_SERVER:-}" ]; then
    show 'pgmigrate sandbox start --url "$SERVER"'
    started=$(pgmigrate sandbox start --url "$PGMIGRATE_TEST_SERVER" --json)
else
    show 'pgmigrate sandbox start'
    started=$(pgmigrate sandbox start --json)
fi
field() { printf '%s\n' "$started" | sed -n 's/^ *"'"$1"'": *"*\([^",]*\).*/\1/p' | head -n 1; }
sandbox=$(field id)
echo "Sandbox $sandbox: PostgreSQL $(field serverVersion) on $(field host):$(field port)"
show "sandbox=$sandbox"

step 'Fourteen migrations, and a database that has seen none of them:' \
    'pgmigrate status --sandbox $sandbox'
step 'What would the first five do? The plan; nothing that writes is sent:' \
    'pgmigrate up 0005 --sandbox $sandbox --dry-run'
step 'Up to 0004:' \
    'pgmigrate up 0004 --sandbox $sandbox --reason CHG-1041'
step 'And everything else: an index built beside the traffic, a check validated apart, a batched backfill, two branches and their merge. Each is verified; what does not verify does not stay:' \
    'pgmigrate up --sandbox $sandbox --reason CHG-1042'
run=$(pgmigrate history --sandbox "$sandbox" --limit 1 --json | sed -n 's/^ *"runId": *"\([^"]*\)".*/\1/p')
step 'Regret? That run goes as a whole, newest first, and the database is at 0004 again:' \
    "pgmigrate down --run $run --sandbox \$sandbox --reason 'CHG-1042 withdrawn' --yes"
step 'Once more to the head. Nothing of the first try is in the way:' \
    'pgmigrate up --sandbox $sandbox --reason CHG-1043'
step 'And again, because a pipeline may run twice:' \
    'pgmigrate up --sandbox $sandbox'
step 'Where is the database now, and is anything left? --check would say so by its exit code:' \
    'pgmigrate status --sandbox $sandbox --check'
step 'Who did what, when:' \
    'pgmigrate history --sandbox $sandbox --limit 12'
