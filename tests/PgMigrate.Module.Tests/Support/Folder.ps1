# A folder of four migrations in the guides' own layout, reverses included.
function New-TestFolder([string] $Path) {
    $null = New-Item -ItemType Directory -Force (Join-Path $Path 'rollback')
    $files = [ordered]@{
        '0001_create_users'       = 'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);', 'DROP TABLE users;'
        '0002_add_users_email'    = 'ALTER TABLE users ADD COLUMN email text;', 'ALTER TABLE users DROP COLUMN email;'
        '0003_index_users_email'  = 'CREATE INDEX CONCURRENTLY users_email_idx ON users (email);', 'DROP INDEX CONCURRENTLY users_email_idx;'
        '0004_create_user_count'  = 'CREATE VIEW user_count AS SELECT count(*) AS n FROM users;', 'DROP VIEW user_count;'
    }
    foreach ($name in $files.Keys) {
        Add-TestMigration $Path $name $files[$name][0] $files[$name][1]
    }
    (Get-Item -LiteralPath $Path).FullName
}

function Add-TestMigration([string] $Path, [string] $Name, [string] $Up, [string] $Down) {
    $null = New-Item -ItemType Directory -Force (Join-Path $Path 'rollback')
    Set-Content -LiteralPath (Join-Path $Path "$Name.sql") "$Up"
    if ($Down) {
        Set-Content -LiteralPath (Join-Path $Path 'rollback' ($Name -replace '^(\d+)_', '$1_rollback_') | ForEach-Object { "$_.sql" }) "$Down"
    }
}

# Waits until the condition holds; a test that relies on it fails when it never does.
function Wait-Until([scriptblock] $Condition, [string] $What, [int] $Seconds = 15) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { throw "Waited $Seconds s in vain: $What" }
        Start-Sleep -Milliseconds 50
    }
}
