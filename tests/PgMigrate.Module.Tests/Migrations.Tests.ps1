BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')

    function Test-Relation($Database, [string] $Name) {
        (Invoke-TestSql $Database.Name "SELECT to_regclass('$Name') IS NOT NULL AS there").there
    }
}

Describe 'Invoke-PgMigration' {
    It 'applies everything that is pending, and then has nothing to do' {
        $database = New-TestDatabase
        $run = Invoke-PgMigration -Connection $database.Connection -Path $folder -Reason 'CHG-1'
        $run | Should -BeOfType PgMigrate.Migrations.MigrationRun
        $run.Outcome | Should -Be 'Succeeded'
        $run.Steps.Revision | Should -Be '0001', '0002', '0003', '0004'
        Test-Relation $database 'user_count' | Should -BeTrue
        (Invoke-TestSql $database.Name "SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_email_idx'::regclass").indisvalid | Should -BeTrue
        $again = Invoke-PgMigration -Connection $database.Connection -Path $folder
        $again.Outcome | Should -Be 'NothingToDo'
        $again.Id | Should -Be ([guid]::Empty)
    }

    It 'goes as far as -Target says: <Target>' -ForEach @(
        @{ Target = '+1'; Last = '0001' }, @{ Target = '0002'; Last = '0002' }, @{ Target = 'head'; Last = '0004' }
    ) {
        (Invoke-PgMigration $Target -Connection (New-TestDatabase).Connection -Path $folder).To | Should -Be $Last
    }

    It 'takes the present folder''s migrations when it is given none' {
        $database = New-TestDatabase
        Push-Location $TestDrive
        try { (Invoke-PgMigration -Connection $database.Connection).Steps.Count | Should -Be 4 } finally { Pop-Location }
    }

    It 'reads -Path from PowerShell''s location, with wildcards, and -LiteralPath without' {
        $brackets = New-TestFolder (Join-Path $TestDrive 'with[brackets]')
        Push-Location $TestDrive
        try {
            (Get-PgMigration -Offline -Path 'migr*').Count | Should -Be 4
            (Get-PgMigration -Offline -LiteralPath './with[brackets]').Count | Should -Be 4
            (Get-PgMigration -Offline -LiteralPath './with[brackets]')[0].File.File | Should -BeLike ([wildcardpattern]::Escape($brackets) + '*')
            Get-ErrorId { Get-PgMigration -Offline -Path '*' } | Should -Be 'FolderNotFound'
            Get-ErrorId { Get-PgMigration -Offline -Path env: } | Should -Be 'FolderNotFound'
        }
        finally {
            Pop-Location
        }
    }

    It 'replaces the variables that are declared, and keeps its history where -Schema says' {
        $database = New-TestDatabase
        $path = Join-Path $TestDrive 'variables'
        Add-TestMigration $path '0001_table' 'CREATE TABLE ${table} (i int);' 'DROP TABLE ${table};'
        $common = @{ Connection = $database.Connection; Path = $path; Variable = @{ table = 'from_variable' }; Schema = 'Odd "name"' }
        (Invoke-PgMigration @common).Outcome | Should -Be 'Succeeded'
        Test-Relation $database 'from_variable' | Should -BeTrue
        (Get-PgMigration @common).State | Should -Be 'Applied'
        (Invoke-TestSql $database.Name "SELECT count(*) AS n FROM pg_namespace WHERE nspname IN ('pgmigrate', 'Odd ""name""')").n | Should -Be 1
    }

    It 'takes times as PostgreSQL writes them: <_>' -ForEach '500ms', '2s', '5min', '00:00:02', '0' {
        { Invoke-PgMigration -Connection (New-TestDatabase).Connection -Path $folder -LockTimeout $_ -LockBudget 5min -StatementTimeout 1h -WhatIf -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes a time that PowerShell would read as a number' {
        $times = @{ LockTimeout = 2s }
        { Invoke-PgMigration -Connection (New-TestDatabase).Connection -Path $folder -StatementTimeout 30s @times -WhatIf -ErrorAction Stop } | Should -Not -Throw
        Get-ErrorId { Invoke-PgMigration -LockTimeout 2 -Path $folder } | Should -Be 'ParameterArgumentTransformationError'
    }

    It 'holds a statement to -StatementTimeout' {
        $path = Join-Path $TestDrive 'slow'
        Add-TestMigration $path '0001_slow' 'SELECT pg_sleep(30);'
        Get-ErrorId { Invoke-PgMigration -Connection (New-TestDatabase).Connection -Path $path -StatementTimeout 300ms } | Should -Be 'StatementTimeout'
    }

    It 'leaves a failed migration out, keeps those before it, and gives the run so far with the error' {
        $database = New-TestDatabase
        $path = New-TestFolder (Join-Path $TestDrive 'failing')
        Add-TestMigration $path '0005_broken' "CREATE TABLE half (i int);`nSELECT nothing_like_it;"
        $found = Get-TestError { Invoke-PgMigration -Connection $database.Connection -Path $path }
        $found.FullyQualifiedErrorId | Should -Be 'StatementFailed,PgMigrate.Cmdlets.InvokePgMigrationCommand'
        $found.Exception.Error.Position.Line | Should -Be 2
        $found.Exception.Error.SqlState | Should -Be '42703'
        $found.TargetObject | Should -BeOfType PgMigrate.Migrations.MigrationRun
        $found.TargetObject.Steps[-1].Outcome | Should -Be 'Failed'
        Test-Relation $database 'half' | Should -BeFalse
        Test-Relation $database 'user_count' | Should -BeTrue
    }

    It 'allows a migration out of order by name only' {
        $database = New-TestDatabase
        $path = Join-Path $TestDrive 'order'
        Add-TestMigration $path '0001_one' 'CREATE TABLE one (i int);'
        Add-TestMigration $path '0003_three' 'CREATE TABLE three (i int);'
        $null = Invoke-PgMigration -Connection $database.Connection -Path $path
        Add-TestMigration $path '0002_two' 'CREATE TABLE two (i int);'
        (Get-PgMigration 0002 -Connection $database.Connection -Path $path).State | Should -Be 'OutOfOrder'
        Get-ErrorId { Invoke-PgMigration -Connection $database.Connection -Path $path } | Should -Be 'OutOfOrder'
        (Invoke-PgMigration -AllowOutOfOrder 0002 -Connection $database.Connection -Path $path).Steps.Revision | Should -Be '0002'
    }

    It 'fails on a verify section, or leaves it out' {
        $path = Join-Path $TestDrive 'verified'
        $null = New-Item -ItemType Directory $path
        Set-Content (Join-Path $path '0001_one.sql') "-- migrate:up`nCREATE TABLE one (i int);`n-- migrate:down`nDROP TABLE one;`n-- migrate:verify`nSELECT false;"
        $database = New-TestDatabase
        Get-ErrorId { Invoke-PgMigration -Connection $database.Connection -Path $path } | Should -Be 'VerifyFailed'
        Test-Relation $database 'one' | Should -BeFalse
        (Invoke-PgMigration -SkipVerify -Connection $database.Connection -Path $path).Outcome | Should -Be 'Succeeded'
    }
}

Describe 'Undo-PgMigration' {
    BeforeEach {
        $database = New-TestDatabase
        $first = Invoke-PgMigration 0002 -Connection $database.Connection -Path $folder
        $second = Invoke-PgMigration -Connection $database.Connection -Path $folder
    }

    It 'undoes the last one by default' {
        (Undo-PgMigration -Connection $database.Connection -Path $folder -Confirm:$false).Steps.Revision | Should -Be '0004'
        Test-Relation $database 'user_count' | Should -BeFalse
    }

    It 'goes back to the revision that is named, and keeps it' {
        (Undo-PgMigration 0001 -Connection $database.Connection -Path $folder -Force).Steps.Revision | Should -Be '0004', '0003', '0002'
        Test-Relation $database 'users' | Should -BeTrue
    }

    It 'undoes a piped run as a whole, in the database that it changed' {
        $other = New-TestDatabase
        $null = Connect-PgDatabase $other.ConnectionString
        try {
            $undone = $second | Undo-PgMigration -Path $folder -Confirm:$false
        }
        finally {
            Disconnect-PgDatabase
        }
        $undone.Database | Should -Be $database.Connection.Target
        $undone.Steps.Revision | Should -Be '0004', '0003'
        Test-Relation $database 'users' | Should -BeTrue
    }

    It 'undoes a run by its id' {
        (Undo-PgMigration -Run $second.Id -Connection $database.Connection -Path $folder -Confirm:$false).Steps.Revision | Should -Be '0004', '0003'
    }

    It 'passes over a run that changed nothing' {
        $nothing = Invoke-PgMigration -Connection $database.Connection -Path $folder
        ($nothing, $second | Undo-PgMigration -Path $folder -Confirm:$false -ErrorAction Stop).Steps.Revision | Should -Be '0004', '0003'
    }

    It 'refuses a run of another database' {
        $other = New-TestDatabase
        $lost = [PgMigrate.Migrations.MigrationRun] $second.PSObject.BaseObject
        Get-ErrorId { Undo-PgMigration -InputObject $lost -Connection $other.Connection -Path $folder -Confirm:$false } | Should -Be 'TargetInvalid'
    }

    It 'does not take a connection''s own id for that of a run' {
        ($database.Connection | Undo-PgMigration -Path $folder -Confirm:$false).Steps.Revision | Should -Be '0004'
    }

    It 'undoes nothing when Get-PgMigration is piped in by mistake' {
        $output = try { Get-PgMigration 0001 -Connection $database.Connection -Path $folder | Undo-PgMigration -Path $folder -Confirm:$false 2>&1 } catch { $_ }
        $output | Should -BeOfType System.Management.Automation.ErrorRecord
        Test-Relation $database 'user_count' | Should -BeTrue
    }

    It 'says before it starts that a reverse is missing' {
        $path = New-TestFolder (Join-Path $TestDrive "missing-$([guid]::NewGuid())")
        Remove-Item (Join-Path $path 'rollback/0002_rollback_add_users_email.sql')
        Get-ErrorId { Undo-PgMigration base -Connection $database.Connection -Path $path -Confirm:$false } | Should -Be 'ReverseMissing'
        Test-Relation $database 'user_count' | Should -BeTrue
    }
}

Describe 'Get-PgMigration' {
    BeforeAll {
        $database = New-TestDatabase
        $null = Invoke-PgMigration 0002 -Connection $database.Connection -Path $folder
    }

    It 'gives every migration with its state, in order' {
        $all = Get-PgMigration -Connection $database.Connection -Path $folder
        $all | Should -BeOfType PgMigrate.Migrations.MigrationStatus
        $all.Revision | Should -Be '0001', '0002', '0003', '0004'
        $all.State | Should -Be 'Applied', 'Applied', 'Pending', 'Pending'
        ($all | Where-Object IsCurrent).Revision | Should -Be '0002'
    }

    It 'filters by revision, name, state and what is pending' {
        (Get-PgMigration 0003 -Connection $database.Connection -Path $folder).Name | Should -Be 'index_users_email'
        (Get-PgMigration *email* -Connection $database.Connection -Path $folder).Revision | Should -Be '0002', '0003'
        (Get-PgMigration -State Applied -Connection $database.Connection -Path $folder).Revision | Should -Be '0001', '0002'
        (Get-PgMigration -Pending -Connection $database.Connection -Path $folder).Revision | Should -Be '0003', '0004'
    }

    It 'asks no database with -Offline' {
        (Get-PgMigration -Offline -Path $folder).State | Sort-Object -Unique | Should -Be 'Unknown'
    }

    It 'shows files that were changed or are gone' {
        $path = New-TestFolder (Join-Path $TestDrive 'tampered')
        Add-Content (Join-Path $path '0001_create_users.sql') '-- changed'
        Remove-Item (Join-Path $path '0002_add_users_email.sql'), (Join-Path $path 'rollback/0002_rollback_add_users_email.sql')
        (Get-PgMigration -State Changed, Missing -Connection $database.Connection -Path $path).Revision | Should -Be '0001', '0002'
    }
}

Describe 'Get-PgMigrationHistory' {
    It 'gives the newest first, by number, revision and run' {
        $database = New-TestDatabase
        $run = Invoke-PgMigration 0001 -Connection $database.Connection -Path $folder -Reason 'CHG-7'
        $null = Invoke-PgMigration 0002 -Connection $database.Connection -Path $folder
        (Get-PgMigrationHistory -Connection $database.Connection).Revision | Should -Be '0002', '0001'
        (Get-PgMigrationHistory -First 1 -Connection $database.Connection).Revision | Should -Be '0002'
        $line = Get-PgMigrationHistory 0001 -Connection $database.Connection
        $line.Reason | Should -Be 'CHG-7'
        $line.UserName | Should -Be 'tester'
        (Get-PgMigrationHistory -Run $run.Id -Connection $database.Connection).Revision | Should -Be '0001'
    }

    It 'gives nothing where nothing was done' {
        Get-PgMigrationHistory -Connection (New-TestDatabase).Connection | Should -BeNullOrEmpty
    }
}

Describe 'Set-PgMigrationVersion' {
    It 'records without running anything' {
        $database = New-TestDatabase
        $run = Set-PgMigrationVersion 0003 -Connection $database.Connection -Path $folder -Confirm:$false
        $run.Action | Should -Be 'Stamp'
        (Get-PgMigration -State Applied -Connection $database.Connection -Path $folder).Revision | Should -Be '0001', '0002', '0003'
        Test-Relation $database 'users' | Should -BeFalse
        $null = Set-PgMigrationVersion base -Connection $database.Connection -Path $folder -Force
        Get-PgMigration -State Applied -Connection $database.Connection -Path $folder | Should -BeNullOrEmpty
    }
}

Describe 'New-PgMigration and Merge-PgMigration' {
    It 'write files that apply and undo' {
        $path = Join-Path $TestDrive 'new'
        $database = New-TestDatabase
        $files = New-PgMigration 'create users' table @{ table = 'users' } -Path $path
        $files | Should -BeOfType System.IO.FileInfo
        $files[0].Name | Should -Be '0001_create_users.sql'
        $null = New-PgMigration add_email column @{ table = 'users'; column = 'email'; type = 'text' } -Path $path
        (Invoke-PgMigration -Connection $database.Connection -Path $path).Steps.Count | Should -Be 2
        (Undo-PgMigration base -Connection $database.Connection -Path $path -Force).Outcome | Should -Be 'Succeeded'
    }

    It 'never overwrite, and say so' {
        $path = Join-Path $TestDrive 'layout'
        (New-PgMigration one -Layout Suffixes -Path $path).Name | Should -Contain '0001_one.up.sql'
        (New-PgMigration two -Path $path).Name | Should -Contain '0002_two.up.sql'
        Get-ErrorId { New-PgMigration three no_such_template -Path $path } | Should -Be 'TemplateUnknown'
        Get-ErrorId { New-PgMigration three column -Path $path } | Should -Be 'TemplateArgument'
    }

    It 'branch and merge' {
        $path = New-TestFolder (Join-Path $TestDrive 'branches')
        $null = New-PgMigration left -Revises 0004 -Label left -Path $path
        $null = New-PgMigration right -Revises 0004 -Path $path
        $database = New-TestDatabase
        Get-ErrorId { Invoke-PgMigration -Connection $database.Connection -Path $path } | Should -Be 'SeveralHeads'
        (Invoke-PgMigration 'left@head' -Connection $database.Connection -Path $path).To | Should -Be '0005'
        (Merge-PgMigration -Path $path).Name | Should -Contain '0007_merge_heads.sql'
        (Invoke-PgMigration -Connection $database.Connection -Path $path).To | Should -Be '0007'
        Get-ErrorId { Merge-PgMigration -Path $path } | Should -Be 'MergeUnneeded'
    }
}

Describe 'Export-PgMigration' {
    It 'writes what would really run from where the database is' {
        $database = New-TestDatabase
        $null = Invoke-PgMigration 0003 -Connection $database.Connection -Path $folder
        $lines = Export-PgMigration -Connection $database.Connection -Path $folder
        $lines -join "`n" | Should -Match 'CREATE VIEW user_count'
        $lines -join "`n" | Should -Not -Match 'CREATE TABLE users'
        @($lines | Where-Object { $_ -match "`n" }) | Should -BeNullOrEmpty -Because 'each line is an object of its own'
        (Export-PgMigration -Down 0001 -Connection $database.Connection -Path $folder) -join "`n" | Should -Match 'DROP COLUMN email'
    }

    It 'writes a file as UTF-8 without a mark, and overwrites only with -Force' {
        $database = New-TestDatabase
        Push-Location $TestDrive
        try {
            $file = Export-PgMigration -OutFile ./script.sql -Connection $database.Connection -Path $folder
            $file.FullName | Should -Be (Join-Path $TestDrive 'script.sql')
            [System.IO.File]::ReadAllBytes($file.FullName)[0] | Should -Not -Be 0xEF
            (Get-Content $file -Raw) | Should -Not -Match "`r"
            Get-ErrorId { Export-PgMigration -OutFile ./script.sql -Connection $database.Connection -Path $folder } | Should -Be 'FileExists'
            { Export-PgMigration +1 -OutFile ./script.sql -Force -Connection $database.Connection -Path $folder -ErrorAction Stop } | Should -Not -Throw
            Get-ErrorId { Export-PgMigration -OutFile ./no/such/folder.sql -Connection $database.Connection -Path $folder } | Should -Be 'FileNotWritable'
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Repair-PgMigration' {
    It 'accepts a changed file, and only the one that is named' {
        $database = New-TestDatabase
        $path = New-TestFolder (Join-Path $TestDrive 'repair')
        $null = Invoke-PgMigration -Connection $database.Connection -Path $path
        Add-Content (Join-Path $path '0001_create_users.sql') '-- changed'
        Add-Content (Join-Path $path '0002_add_users_email.sql') '-- changed'
        $null = Repair-PgMigration 0001 -Connection $database.Connection -Path $path -Confirm:$false
        (Get-PgMigration -State Changed -Connection $database.Connection -Path $path).Revision | Should -Be '0002'
        (Get-PgMigrationHistory -First 1 -Connection $database.Connection).Action | Should -Be 'Repair'
    }

    It 'forgets what is gone' {
        $database = New-TestDatabase
        $path = New-TestFolder (Join-Path $TestDrive 'gone')
        $null = Invoke-PgMigration -Connection $database.Connection -Path $path
        Remove-Item (Join-Path $path '0004_create_user_count.sql'), (Join-Path $path 'rollback/0004_rollback_create_user_count.sql')
        $null = Repair-PgMigration -RemoveMissing * -Connection $database.Connection -Path $path -Force
        Get-PgMigration -State Missing -Connection $database.Connection -Path $path | Should -BeNullOrEmpty
    }

    It 'rebuilds an invalid index' {
        $database = New-TestDatabase
        Invoke-TestSql $database.Name 'CREATE TABLE t (i int); INSERT INTO t VALUES (1), (1);'
        { Invoke-TestSql $database.Name 'CREATE UNIQUE INDEX CONCURRENTLY broken_idx ON t (i)' } | Should -Throw
        Invoke-TestSql $database.Name 'TRUNCATE t'
        $null = Repair-PgMigration -RebuildInvalidIndex -Connection $database.Connection -Path $folder -Confirm:$false
        (Invoke-TestSql $database.Name "SELECT indisvalid FROM pg_index WHERE indexrelid = 'broken_idx'::regclass").indisvalid | Should -BeTrue
    }

    It 'has nothing to do when nothing is named' {
        $database = New-TestDatabase
        (Repair-PgMigration -Connection $database.Connection -Path $folder -Confirm:$false).Outcome | Should -Be 'NothingToDo'
    }
}

Describe 'A pipeline of databases' {
    It 'goes on with the next one when one fails' {
        $databases = 1..3 | ForEach-Object { New-TestDatabase "pipe_$_" }
        Invoke-TestSql 'pipe_2' 'CREATE TABLE users (other int)'
        $errors = $null
        $runs = Get-PgDatabase pipe_* -Connection $databases[0].Connection | Invoke-PgMigration -Path $folder -ErrorVariable errors -ErrorAction SilentlyContinue
        $runs.Database | ForEach-Object { ($_ -split '/')[1] } | Should -Be 'pipe_1', 'pipe_3'
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'StatementFailed,PgMigrate.Cmdlets.InvokePgMigrationCommand'
        $errors[0].TargetObject.Database | Should -BeLike '*/pipe_2'
    }

    It 'undoes each run in its own database' {
        $databases = 1..2 | ForEach-Object { New-TestDatabase "back_$_" }
        $undone = $databases.Connection | Invoke-PgMigration -Path $folder | Undo-PgMigration -Path $folder -Confirm:$false
        $undone.Database | ForEach-Object { ($_ -split '/')[1] } | Should -Be 'back_1', 'back_2'
        $undone.Outcome | Should -Be 'Succeeded', 'Succeeded'
        foreach ($database in $databases) { Test-Relation $database 'users' | Should -BeFalse }
    }

    It 'that is empty does nothing' {
        Get-PgDatabase no_such_* -Connection (New-TestDatabase).Connection | Invoke-PgMigration -Path $folder | Should -BeNullOrEmpty
    }
}
