BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $project = New-Item -ItemType Directory (Join-Path $TestDrive 'project')
    $folder = New-TestFolder (Join-Path $project 'migrations')
    $null = New-PgMigration try_it -Label 'try' -Path $folder
    '{ "environments": { "staging": { "host": "db1", "database": "app", "schema": "kept" }, "production": { "host": "db2", "database": "app", "production": true } } }' |
        Set-Content (Join-Path $project 'pgmigrate.json')
    Push-Location $project

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }

    # The first completion of a process loads the engine, which on a slow machine takes longer than a completer may.
    $null = Get-PgMigration -Offline
    $null = Get-Completion 'Invoke-PgMigration '
}

AfterAll { Pop-Location }

Describe 'Completion' {
    It 'of a target offers words, labels and revisions' {
        $offered = (Get-Completion 'Invoke-PgMigration -Target ').CompletionText
        $offered | Should -Contain 'head'
        $offered | Should -Contain '+1'
        $offered | Should -Contain '0003'
        $offered | Should -Contain "'try@head'"
    }

    It 'of a revision shows its name, and finds it by its name' {
        $found = Get-Completion 'Get-PgMigration -Revision 0003'
        $found.CompletionText | Should -Be '0003'
        $found.ListItemText | Should -Be '0003_index_users_email'
    }

    It 'of an undo goes back' {
        $offered = (Get-Completion 'Undo-PgMigration -Target ').CompletionText
        $offered | Should -Contain 'base'
        $offered | Should -Not -Contain 'head'
    }

    It 'looks into the folder that -Path names' {
        $other = New-Item -ItemType Directory (Join-Path $TestDrive 'other')
        Add-TestMigration $other '0042_other' 'SELECT 1;'
        (Get-Completion "Invoke-PgMigration -Path '$other' -Target 00").CompletionText | Should -Be '0042'
    }

    It 'of an environment offers those of pgmigrate.json' {
        (Get-Completion 'Connect-PgDatabase -Environment ').CompletionText | Should -Be 'production', 'staging'
        (Get-Completion 'Invoke-PgMigration -Environment st').CompletionText | Should -Be 'staging'
        (Get-Completion "Invoke-PgMigration -Environment 'st").CompletionText | Should -Be "'staging'"
    }

    It 'of a schema offers the default and the environments''' {
        (Get-Completion 'Get-PgMigration -Schema ').CompletionText | Should -Be 'pgmigrate', 'kept'
    }

    It 'of a template says what it asks for' {
        $found = Get-Completion 'New-PgMigration x -Template col'
        $found.CompletionText | Should -Contain 'column'
        ($found | Where-Object CompletionText -eq 'column').ToolTip | Should -Match 'table, column, type'
    }

    It 'of a sandbox offers the ids' {
        $sandbox = (Get-TestServer).Connection | Start-PgSandbox
        try {
            (Get-Completion 'Stop-PgSandbox ').CompletionText | Should -Contain $sandbox.Id
        }
        finally {
            $sandbox | Stop-PgSandbox
        }
    }

    It 'is silent where there is nothing to complete from' {
        $before = $Error.Count
        @(Get-Completion "Invoke-PgMigration -Path '$TestDrive/nowhere' -Target 0000" | Where-Object CompletionText -Match '^\d') | Should -BeNullOrEmpty
        Set-Content (Join-Path $project 'pgmigrate.json') 'not json'
        @(Get-Completion 'Connect-PgDatabase -Environment zz' | Where-Object ResultType -eq 'ParameterValue') | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }
}
