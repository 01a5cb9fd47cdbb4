BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')

    # Runs in a runspace of its own, because only there the progress records can be read.
    function Invoke-Recorded([string] $Script, [hashtable] $Arguments) {
        $manifest = (Get-Module PgMigrate).Path -replace 'lib.PgMigrate\.Cmdlets\.dll$', 'PgMigrate.psd1'
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("param(`$Manifest, `$Text, `$Folder) Import-Module `$Manifest; $Script").AddParameters($Arguments + @{ Manifest = $manifest })
            $null = $powershell.Invoke()
            [pscustomobject]@{
                Progress = @($powershell.Streams.Progress); Verbose = @($powershell.Streams.Verbose.Message)
                Warning = @($powershell.Streams.Warning.Message); Error = @($powershell.Streams.Error)
            }
        }
        finally {
            $powershell.Dispose()
        }
    }
}

Describe 'Progress' {
    BeforeAll {
        $database = New-TestDatabase
        $slow = Join-Path $TestDrive 'slow'
        1..4 | ForEach-Object { Add-TestMigration $slow "000${_}_step" "CREATE TABLE step_$_ (i int); SELECT pg_sleep(0.3);" }
        $record = Invoke-Recorded 'Invoke-PgMigration -ConnectionString $Text -Path $Folder' @{ Text = $database.ConnectionString; Folder = $slow }
        $shown = @($record.Progress | Where-Object RecordType -eq 'Processing')
    }

    It 'has counts, and a percentage that only grows' {
        $shown.Count | Should -BeGreaterThan 1
        $shown[-1].StatusDescription | Should -Match '\(\d of 4\)$'
        $percentages = @($shown.PercentComplete | Where-Object { $_ -ge 0 })
        $percentages | Should -Be ($percentages | Sort-Object)
    }

    It 'says how much time is left once it can know' {
        @($shown.SecondsRemaining | Where-Object { $_ -ge 0 }).Count | Should -BeGreaterThan 0
    }

    It 'is one activity, and is taken away at the end' {
        @($record.Progress.ActivityId | Sort-Object -Unique).Count | Should -Be 1
        $record.Progress[-1].RecordType | Should -Be 'Completed'
    }

    It 'is taken away after a failure too' {
        $broken = Join-Path $TestDrive 'broken'
        Add-TestMigration $broken '0001_slow' 'SELECT pg_sleep(0.3);'
        Add-TestMigration $broken '0002_broken' 'SELECT 1/0;'
        $failed = Invoke-Recorded 'try { Invoke-PgMigration -ConnectionString $Text -Path $Folder } catch { }' @{ Text = (New-TestDatabase).ConnectionString; Folder = $broken }
        $failed.Progress | Should -Not -BeNullOrEmpty
        $failed.Progress[-1].RecordType | Should -Be 'Completed'
    }

    It 'comes at most a few times a second' {
        $many = Join-Path $TestDrive 'many'
        1..60 | ForEach-Object { Add-TestMigration $many ('{0:0000}_one' -f $_) 'SELECT 1;' }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $fast = Invoke-Recorded 'Invoke-PgMigration -ConnectionString $Text -Path $Folder' @{ Text = (New-TestDatabase).ConnectionString; Folder = $many }
        @($fast.Progress | Where-Object RecordType -eq 'Processing').Count | Should -BeLessOrEqual (2 + 5 * $clock.Elapsed.TotalSeconds)
    }
}

Describe 'Verbose text' {
    It 'says what was done where' {
        $database = New-TestDatabase
        $text = (Invoke-PgMigration -Connection $database.Connection -Path $folder -Confirm:$false -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message -join "`n"
        $text | Should -Match ([regex]::Escape($database.Connection.Target))
        $text | Should -Match '0001_create_users'
        $text | Should -Match '0004_create_user_count'
    }

    It 'has no secret in it, nor has Debug' {
        $database = New-TestDatabase
        $text = Get-SentStatement { $VerbosePreference = 'Continue'; Connect-PgDatabase $database.ConnectionString -NotCurrent -Verbose; Invoke-PgMigration -ConnectionString $database.ConnectionString -Path $folder -Verbose -Confirm:$false }
        ($text.Reads + $text.Writes + ($text.Output | Out-String)) -join "`n" | Should -Not -Match 'tester-password'
        ($text.Output | Out-String) | Should -Match '0001'
    }
}

Describe 'A lock that is waited for' {
    It 'names who holds it in a warning, and in the error when the budget ends' {
        $database = New-TestDatabase
        Invoke-TestSql $database.Name 'CREATE TABLE t (i int)'
        $waiting = Join-Path $TestDrive 'waiting'
        Add-TestMigration $waiting '0001_column' 'ALTER TABLE t ADD COLUMN j int;'
        $holder = Open-TestSession $database.Name 'BEGIN; LOCK TABLE t IN ACCESS SHARE MODE'
        try {
            $found = Get-TestError { Invoke-PgMigration -Connection $database.Connection -Path $waiting -LockTimeout 200ms -LockBudget 1s -Confirm:$false -WarningAction SilentlyContinue }
            $found.FullyQualifiedErrorId | Should -Be 'LockBudgetExhausted,PgMigrate.Cmdlets.InvokePgMigrationCommand'
            $found.CategoryInfo.Category | Should -Be 'ResourceBusy'
            $found.Exception.Error.Blockers[0].ApplicationName | Should -Be 'tests'
            "$found" | Should -Match 'tests, idle in transaction'
        }
        finally {
            $holder.Dispose()
        }
    }

    It 'goes on by itself when the lock is free again' {
        $database = New-TestDatabase
        Invoke-TestSql $database.Name 'CREATE TABLE t (i int)'
        $waiting = Join-Path $TestDrive 'waiting2'
        Add-TestMigration $waiting '0001_column' 'ALTER TABLE t ADD COLUMN j int;'
        $holder = Open-TestSession $database.Name 'BEGIN; LOCK TABLE t IN ACCESS SHARE MODE'
        $release = Start-ThreadJob { param($Session) Start-Sleep -Milliseconds 1500; $Session.Dispose() } -ArgumentList $holder
        try {
            $run = Invoke-PgMigration -Connection $database.Connection -Path $waiting -LockTimeout 200ms -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
            $run.Outcome | Should -Be 'Succeeded'
            $run.Steps[0].Attempts | Should -BeGreaterThan 1
            "$($warnings[0])" | Should -Match 'blocked by pid \d+ \(tester, tests, idle in transaction'
        }
        finally {
            $null = $release | Wait-Job | Remove-Job
        }
    }
}
