BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force

    function New-SleepingFolder([string] $Name) {
        $path = Join-Path $TestDrive $Name
        Add-TestMigration $path '0001_sleep' 'SELECT pg_sleep(120);' 'SELECT 1;'
        $path
    }

    # Sessions of the module in that database that are at work.
    function Get-ModuleSession([string] $Database) {
        Invoke-TestSql 'postgres' "SELECT pid, state, query FROM pg_stat_activity WHERE datname = '$Database' AND application_name <> 'tests' AND state <> 'idle'"
    }

    function Start-Pipeline([string] $Script, [hashtable] $Arguments) {
        $powershell = [powershell]::Create()
        $null = $powershell.AddScript($Script).AddParameters($Arguments)
        [pscustomobject]@{ PowerShell = $powershell; Handle = $powershell.BeginInvoke() }
    }

    $manifest = (Get-Module PgMigrate).Path -replace 'lib.PgMigrate\.Cmdlets\.dll$', 'PgMigrate.psd1'
}

Describe 'Ctrl+C' {
    It 'reaches the server: the statement that ran is cancelled there' {
        $database = New-TestDatabase
        $running = Start-Pipeline 'param($Manifest, $Text, $Folder) Import-Module $Manifest; Invoke-PgMigration -ConnectionString $Text -Path $Folder' @{
            Manifest = $manifest; Text = $database.ConnectionString; Folder = New-SleepingFolder 'stop'
        }
        try {
            Wait-Until { Get-ModuleSession $database.Name | Where-Object query -Like '*pg_sleep*' } 'the statement runs'
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $running.PowerShell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10

            # Not "soon": the command waits for the server's answer before it ends.
            Get-ModuleSession $database.Name | Should -BeNullOrEmpty
            $running.PowerShell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            $running.PowerShell.Dispose()
        }
        (Get-PgMigration -Connection $database.Connection -Path (Join-Path $TestDrive 'stop')).State | Should -Be 'Pending'
        @((Get-PgMigrationHistory -Connection $database.Connection).Outcome) | Should -Not -Contain 'Succeeded'
    }

    It 'ends a wait for a lock' {
        $database = New-TestDatabase
        $folder = Join-Path $TestDrive 'wait'
        Add-TestMigration $folder '0001_table' 'CREATE TABLE t (i int);'
        $null = Invoke-PgMigration -Connection $database.Connection -Path $folder -Confirm:$false
        Add-TestMigration $folder '0002_column' 'ALTER TABLE t ADD COLUMN j int;'

        $holder = Open-TestSession $database.Name 'BEGIN; LOCK TABLE t IN ACCESS SHARE MODE'
        $waiter = Start-Pipeline 'param($Manifest, $Text, $Folder) Import-Module $Manifest; Invoke-PgMigration -ConnectionString $Text -Path $Folder -LockTimeout 30s' @{
            Manifest = $manifest; Text = $database.ConnectionString; Folder = $folder
        }
        try {
            Wait-Until { Get-ModuleSession $database.Name | Where-Object query -Like '*ADD COLUMN*' } 'the migration waits'
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $waiter.PowerShell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            Get-ModuleSession $database.Name | Where-Object query -Like '*ADD COLUMN*' | Should -BeNullOrEmpty
        }
        finally {
            $holder.Dispose()
            $waiter.PowerShell.Dispose()
        }
    }
}

Describe 'A pipeline that has enough' {
    It 'leaves nothing running behind Select-Object -First' {
        $databases = 1..3 | ForEach-Object { New-TestDatabase }
        $folder = New-TestFolder (Join-Path $TestDrive 'first')
        $run = $databases.Connection | Invoke-PgMigration -Path $folder -Confirm:$false | Select-Object -First 1
        $run.Database | Should -BeLike "*/$($databases[0].Name)"
        foreach ($database in $databases) { Get-ModuleSession $database.Name | Should -BeNullOrEmpty }
        Invoke-TestSql $databases[1].Name "SELECT 1 FROM pg_namespace WHERE nspname = 'pgmigrate'" | Should -BeNullOrEmpty
    }

    It 'ends the run when a warning is made an error' {
        # The warning throws on the pipeline thread in the middle of the call, which goes on in the background otherwise.
        $database = New-TestDatabase
        $folder = Join-Path $TestDrive 'warning'
        Invoke-TestSql $database.Name 'CREATE TABLE t (i int)'
        Add-TestMigration $folder '0001_column' 'ALTER TABLE t ADD COLUMN j int; SELECT pg_sleep(60);'
        $holder = Open-TestSession $database.Name 'BEGIN; LOCK TABLE t IN ACCESS SHARE MODE'
        try {
            $record = Get-TestError { Invoke-PgMigration -Connection $database.Connection -Path $folder -LockTimeout 300ms -WarningAction Stop -Confirm:$false }
            "$record" | Should -Match 'Waiting for a lock'
        }
        finally {
            $holder.Dispose()
        }
        Start-Sleep -Milliseconds 500
        Get-ModuleSession $database.Name | Should -BeNullOrEmpty
        (Invoke-TestSql $database.Name "SELECT count(*) AS n FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'j'").n | Should -Be 0
    }

    It 'cancels the statement that runs when a downstream command stops the pipeline' {
        $database = New-TestDatabase
        $folder = New-SleepingFolder 'downstream'
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $DebugPreference = 'Continue'
        $null = Invoke-PgMigration -Connection $database.Connection -Path $folder -Confirm:$false 5>&1 |
            Where-Object { "$_" -like '*pg_sleep*' } | Select-Object -First 1
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
        Get-ModuleSession $database.Name | Should -BeNullOrEmpty
    }
}
