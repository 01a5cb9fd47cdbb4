# The role that tests log in as: a sandbox keeps the password of its own superuser to itself.
$script:Role = 'tester'
$script:RolePassword = 'tester-password'

# Started when the first test asks for it, and shared by all files of the run.
function Get-TestServer {
    if (-not (Get-Variable PgMigrateTestServer -Scope Global -ErrorAction Ignore)) {
        $global:PgMigrateTestServer = Start-TestServer
    }
    $global:PgMigrateTestServer
}

function Start-TestServer {
    if ($env:PGMIGRATE_TEST_SERVER) {
        $connection = Connect-PgDatabase $env:PGMIGRATE_TEST_SERVER -NotCurrent
        $sandbox = $null
    }
    else {
        $sandbox = Start-PgSandbox -Confirm:$false
        $connection = $sandbox.Connection
    }

    Add-TestRole $connection
    [pscustomobject]@{ Sandbox = $sandbox; Connection = $connection; Host = $connection.Host; Port = $connection.Port }
}

# Through a migration: the only way in that needs no password.
function Add-TestRole($Connection) {
    $folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "pgmigrate-role-$([guid]::NewGuid())")
    try {
        Set-Content (Join-Path $folder '0001_role.sql') @"
DO `$role`$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$script:Role') THEN
        CREATE ROLE $script:Role SUPERUSER LOGIN PASSWORD '$script:RolePassword';
    END IF;
END
`$role`$;
"@
        $schema = "role_$([guid]::NewGuid().ToString('n').Substring(0, 8))"
        $null = Invoke-PgMigration -Connection $Connection -Path $folder -Schema $schema -Confirm:$false
    }
    finally {
        Remove-Item $folder -Recurse -Force
    }
}

function Stop-TestServer {
    if ($server = Get-Variable PgMigrateTestServer -Scope Global -ValueOnly -ErrorAction Ignore) {
        Remove-Variable PgMigrateTestServer -Scope Global
        if ($server.Sandbox) {
            $server.Sandbox | Stop-PgSandbox -Confirm:$false
        }
    }
}

function Get-TestConnectionString([string] $Database, [string] $User = $script:Role, [string] $Password = $script:RolePassword) {
    $server = Get-TestServer
    "Host=$($server.Host);Port=$($server.Port);Database=$Database;Username=$User;Password=$Password"
}

# A database of the test's own, with a connection that is nobody's current one.
function New-TestDatabase([string] $Name = "t_$([guid]::NewGuid().ToString('n').Substring(0, 12))") {
    Invoke-TestSql 'postgres' "CREATE DATABASE ""$Name"""
    $text = Get-TestConnectionString $Name
    [pscustomobject]@{ Name = $Name; ConnectionString = $text; Connection = Connect-PgDatabase $text -NotCurrent }
}

# Beside the module: what the server says, asked by the driver itself.
function Invoke-TestSql([string] $Database, [string] $Sql) {
    $connection = Open-TestSession $Database
    try {
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        $reader = $command.ExecuteReader()
        while ($reader.Read()) {
            $row = [ordered]@{}
            for ($i = 0; $i -lt $reader.FieldCount; $i++) { $row[$reader.GetName($i)] = $reader.GetValue($i) }
            [pscustomobject] $row
        }
    }
    finally {
        $connection.Dispose()
    }
}

# A session that stays open, with what the statement left it holding; Dispose ends it.
function Open-TestSession([string] $Database, [string] $Sql) {
    $null = Get-TestServer
    $type = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Npgsql' } |
        Select-Object -First 1 | ForEach-Object { $_.GetType('Npgsql.NpgsqlConnection') }
    $connection = [System.Activator]::CreateInstance($type, [object[]] "$(Get-TestConnectionString $Database);Pooling=false;Application Name=tests")
    $connection.Open()
    if ($Sql) {
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        $null = $command.ExecuteNonQuery()
    }
    $connection
}
