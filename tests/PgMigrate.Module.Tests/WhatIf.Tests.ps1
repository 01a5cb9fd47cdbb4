BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')
    $half = New-TestDatabase
    $null = Invoke-PgMigration 0002 -Connection $half.Connection -Path $folder -Confirm:$false
    $empty = New-TestDatabase

    function Get-FolderText([string] $Path) {
        (Get-ChildItem $Path -Recurse -File | Sort-Object FullName | ForEach-Object { "$($_.FullName) $((Get-FileHash $_.FullName).Hash)" }) -join "`n"
    }
}

Describe 'The recorder that the following tests rely on' {
    It 'sees the statements that write, when a command does' {
        $database = New-TestDatabase
        $record = Get-SentStatement { Invoke-PgMigration 0001 -Connection $database.Connection -Path $folder -Confirm:$false }
        $record.Writes -join "`n" | Should -Match 'CREATE TABLE users'
        $record.Writes -join "`n" | Should -Match 'CREATE SCHEMA'
    }

    It 'sees a catalogue that has changed' {
        $database = New-TestDatabase
        $before = Get-CatalogueText $database.Name
        Invoke-TestSql $database.Name 'CREATE TABLE one (i int DEFAULT 1)'
        $between = Get-CatalogueText $database.Name
        $between | Should -Not -BeExactly $before
        Invoke-TestSql $database.Name 'INSERT INTO one VALUES (2)'
        Get-CatalogueText $database.Name | Should -Not -BeExactly $between
    }
}

Describe '-WhatIf sends no statement that writes, and says what would be done' {
    It '<Name>' -ForEach @(
        @{ Name = 'Invoke-PgMigration'; On = 'half'; Says = 'CREATE INDEX CONCURRENTLY users_email_idx', 'CREATE VIEW user_count'; Do = { Invoke-PgMigration -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Invoke-PgMigration on a database without a history'; On = 'empty'; Says = 'CREATE TABLE users', 'history'; Do = { Invoke-PgMigration -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Invoke-PgMigration -Force'; On = 'half'; Says = 'CREATE VIEW user_count'; Do = { Invoke-PgMigration -Connection $database.Connection -Path $folder -Force -WhatIf } }
        @{ Name = 'Invoke-PgMigration where $WhatIfPreference is set'; On = 'half'; Says = 'CREATE VIEW user_count'; Do = { $WhatIfPreference = $true; Invoke-PgMigration -Connection $database.Connection -Path $folder } }
        @{ Name = 'Undo-PgMigration'; On = 'half'; Says = 'DROP COLUMN email'; Do = { Undo-PgMigration -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Undo-PgMigration base -Force'; On = 'half'; Says = 'DROP TABLE users', 'DROP COLUMN email'; Do = { Undo-PgMigration base -Connection $database.Connection -Path $folder -Force -WhatIf } }
        @{ Name = 'Undo-PgMigration -Run'; On = 'half'; Says = 'DROP TABLE users'; Do = { Undo-PgMigration -Run (Get-PgMigrationHistory -First 1 -Connection $database.Connection).RunId -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Set-PgMigrationVersion'; On = 'half'; Says = '0003', '0004'; Do = { Set-PgMigrationVersion head -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Repair-PgMigration -AcceptChecksum'; On = 'half'; Says = '0001'; Do = {
            Copy-Item $folder "$TestDrive/changed" -Recurse -Force; Add-Content "$TestDrive/changed/0001_create_users.sql" '-- changed'
            Repair-PgMigration * -Connection $database.Connection -Path "$TestDrive/changed" -WhatIf } }
        @{ Name = 'Repair-PgMigration -RebuildInvalidIndex'; On = 'invalid'; Says = 'broken_idx'; Do = { Repair-PgMigration -RebuildInvalidIndex -Connection $database.Connection -Path $folder -WhatIf } }
        @{ Name = 'Start-PgSandbox on a server'; On = 'half'; Says = 'sandbox database'; Do = { Start-PgSandbox -Connection $database.Connection -WhatIf } }
        @{ Name = 'Export-PgMigration -OutFile'; On = 'half'; Says = 'CREATE VIEW user_count'; Do = { Export-PgMigration -Connection $database.Connection -Path $folder -OutFile "$TestDrive/script.sql" -WhatIf } }
    ) {
        $database = switch ($On) {
            'half' { $half }
            'empty' { $empty }
            'invalid' {
                $broken = New-TestDatabase
                Invoke-TestSql $broken.Name 'CREATE TABLE t (i int); INSERT INTO t VALUES (1), (1);'
                try { Invoke-TestSql $broken.Name 'CREATE UNIQUE INDEX CONCURRENTLY broken_idx ON t (i)' } catch { $null = $_ }
                $broken
            }
        }
        $before = Get-CatalogueText $database.Name
        $databases = (Invoke-TestSql 'postgres' 'SELECT datname FROM pg_database ORDER BY 1').datname -join ' '
        $files = Get-FolderText $folder

        # Under Transcript, because "What if" goes to the host and to no stream.
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $null = Start-Transcript $transcript -Force
        try { $record = Get-SentStatement $Do } finally { $null = Stop-Transcript }

        $record.Output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        $record.Output | Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] } | Should -BeNullOrEmpty -Because 'nothing was done'
        $record.Writes | Should -BeNullOrEmpty
        if ($Name -notlike 'Start-PgSandbox*') { $record.Reads | Should -Not -BeNullOrEmpty -Because 'the plan asks the database' }
        $said = Get-Content $transcript -Raw
        $said | Should -Match 'What if:'
        foreach ($text in $Says) { $said | Should -Match ([regex]::Escape($text)) }

        Get-CatalogueText $database.Name | Should -BeExactly $before
        (Invoke-TestSql 'postgres' 'SELECT datname FROM pg_database ORDER BY 1').datname -join ' ' | Should -Be $databases
        Get-FolderText $folder | Should -BeExactly $files
        "$TestDrive/script.sql" | Should -Not -Exist
    }
}

Describe '-WhatIf writes no file and touches no sandbox' {
    It 'New-PgMigration' {
        $files = Get-FolderText $folder
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $null = Start-Transcript $transcript -Force
        try { $output = New-PgMigration add_phone column @{ table = 'users'; column = 'phone'; type = 'text' } -Path $folder -WhatIf } finally { $null = Stop-Transcript }
        $output | Should -BeNullOrEmpty
        Get-FolderText $folder | Should -BeExactly $files
        Get-Content $transcript -Raw | Should -Match '0005_add_phone\.sql'
        Get-Content $transcript -Raw | Should -Match 'ADD COLUMN'
    }

    It 'New-PgMigration makes no folder either' {
        New-PgMigration first -Path "$TestDrive/none" -WhatIf
        "$TestDrive/none" | Should -Not -Exist
    }

    It 'Merge-PgMigration' {
        $forked = Join-Path $TestDrive 'forked'
        $null = New-TestFolder $forked
        $null = New-PgMigration left -Revises 0004 -Path $forked
        $null = New-PgMigration right -Revises 0004 -Path $forked
        $files = Get-FolderText $forked
        Merge-PgMigration -Path $forked -WhatIf | Should -BeNullOrEmpty
        Get-FolderText $forked | Should -BeExactly $files
    }

    It 'Stop-PgSandbox' {
        $sandbox = (Get-TestServer).Connection | Start-PgSandbox
        try {
            $sandbox | Stop-PgSandbox -WhatIf
            Stop-PgSandbox $sandbox.Id -WhatIf
            (Get-PgSandbox $sandbox.Id).IsRunning | Should -BeTrue
        }
        finally {
            $sandbox | Stop-PgSandbox
        }
    }
}
