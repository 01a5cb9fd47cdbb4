BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $database = New-TestDatabase
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')
    $variables = @{ TEST_DATABASE = $database.ConnectionString; TEST_FOLDER = $folder }

    # What a child does to prove that the whole way to the server works.
    $work = 'Connect-PgDatabase $env:TEST_DATABASE | Out-Null; "revisions: $(@(Get-PgMigration -Path $env:TEST_FOLDER).Count)"'

    # Every assembly of the default load context that the engine brings a version of.
    $clash = @'
[System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { $_.GetName().Name -match '^(Npgsql|PgMigrate\.Engine|Microsoft\.Extensions\.)' } |
    ForEach-Object { "default context: $($_.GetName().Name) $($_.GetName().Version)" }
'@
}

Describe 'The engine stays out of other modules'' way' {
    It 'keeps exactly the engine, the driver and what the driver needs in lib/engine' {
        $root = (Get-Module PgMigrate).ModuleBase
        (Get-ChildItem (Join-Path $root 'lib/engine') -Recurse -File).Name | Sort-Object | Should -Be @(
            'Microsoft.Extensions.DependencyInjection.Abstractions.dll'
            'Microsoft.Extensions.Logging.Abstractions.dll'
            'Npgsql.dll'
            'PgMigrate.Engine.dll'
            'System.Diagnostics.DiagnosticSource.dll'
        )
        (Get-ChildItem (Join-Path $root 'lib') -File).Name | Sort-Object | Should -Be 'PgMigrate.Cmdlets.dll', 'PgMigrate.Contracts.dll'
    }

    It 'loads Npgsql into a context of its own, never into the default one' {
        $child = Invoke-TestProcess -Variables $variables "
            `$ErrorActionPreference = 'Stop'; Import-Module ./PgMigrate.psd1
            $work
            $clash
            [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object { `$_.Assemblies | Where-Object { `$_.GetName().Name -eq 'Npgsql' } } |
                ForEach-Object { `"npgsql is in: `$(`$_.Name), collectible `$(`$_.IsCollectible)`" }"
        $child.Errors | Should -BeNullOrEmpty
        $child.Output | Should -Match 'revisions: 4'
        $child.Output | Should -Not -Match 'default context:'
        $child.Output | Should -Match 'npgsql is in: PgMigrate\.Engine, collectible False'
    }

    It 'works beside a foreign Microsoft.Extensions.Logging.Abstractions 2.0 that was loaded first' {
        $foreign = Join-Path $PSScriptRoot 'ForeignModule/bin/Microsoft.Extensions.Logging.Abstractions.dll'
        if (-not (Test-Path $foreign)) {
            $built = & dotnet build (Join-Path $PSScriptRoot 'ForeignModule') -v q --nologo 2>&1
            $LASTEXITCODE | Should -Be 0 -Because ($built -join "`n")
        }
        $child = Invoke-TestProcess -Variables ($variables + @{ TEST_FOREIGN = $foreign }) "
            `$ErrorActionPreference = 'Stop'
            Add-Type -Path `$env:TEST_FOREIGN
            Import-Module ./PgMigrate.psd1
            $work
            $clash"
        $child.Errors | Should -BeNullOrEmpty
        $child.Output | Should -Match 'revisions: 4'
        $child.Output | Should -Match 'default context: Microsoft\.Extensions\.Logging\.Abstractions 2\.0\.0\.0'
    }

    It 'keeps every command through Import-Module -Force, twice' {
        $child = Invoke-TestProcess -Variables $variables "
            `$ErrorActionPreference = 'Stop'; Import-Module ./PgMigrate.psd1
            $work
            Import-Module ./PgMigrate.psd1 -Force; $work
            Import-Module ./PgMigrate.psd1 -Force; $work
            `"commands: `$(@(Get-Command -Module PgMigrate).Count)`"
            `"engines: `$(@([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq 'PgMigrate.Engine').Count)`""
        $child.Errors | Should -BeNullOrEmpty
        ([regex]::Matches($child.Output, 'revisions: 4')).Count | Should -Be 3
        $child.Output | Should -Match "commands: $(@(Get-Command -Module PgMigrate).Count)"
        $child.Output | Should -Match 'engines: 1'
    }

    It 'can be removed and imported again' {
        $child = Invoke-TestProcess -Variables $variables "
            `$ErrorActionPreference = 'Stop'; Import-Module ./PgMigrate.psd1
            $work
            Remove-Module PgMigrate
            `"left: `$(@(Get-Command Invoke-PgMigration -ErrorAction Ignore -Module PgMigrate | Where-Object { `$_ }).Count)`"
            Import-Module ./PgMigrate.psd1
            $work"
        $child.Errors | Should -BeNullOrEmpty
        ([regex]::Matches($child.Output, 'revisions: 4')).Count | Should -Be 2
        $child.Output | Should -Match 'left: 0'
    }

    It 'gives four parallel runspaces a current connection each' {
        $names = 1..4 | ForEach-Object { (New-TestDatabase).Name }
        $texts = $names | ForEach-Object { Get-TestConnectionString $_ }
        $child = Invoke-TestProcess -Variables ($variables + @{ TEST_ALL = $texts -join "`n" }) @'
$ErrorActionPreference = 'Stop'
$env:TEST_ALL -split "`n" | ForEach-Object -ThrottleLimit 4 -Parallel {
    $ErrorActionPreference = 'Stop'
    Import-Module ./PgMigrate.psd1
    Connect-PgDatabase $_ | Out-Null
    Start-Sleep -Milliseconds 300
    $run = Invoke-PgMigration -Path $env:TEST_FOLDER -Confirm:$false
    "ran: $($run.Database) current: $((Get-PgConnection -Current).Target) open: $(@(Get-PgConnection).Count)"
}
'@
        $child.Errors | Should -BeNullOrEmpty
        foreach ($name in $names) {
            $child.Output | Should -Match "ran: \S+/$name current: \S+/$name open: 1"
            (Invoke-TestSql $name "SELECT count(*) AS n FROM pg_class WHERE relname = 'users_email_idx'").n | Should -Be 1
        }
    }

    It 'says what to do when the engine''s folder is not complete' {
        $copy = New-Item -ItemType Directory (Join-Path $TestDrive 'incomplete')
        $root = (Get-Module PgMigrate).ModuleBase
        Copy-Item (Join-Path $root 'PgMigrate.psd1'), (Join-Path $root 'module'), (Join-Path $root 'lib') $copy -Recurse
        Remove-Item (Join-Path $copy 'lib/engine/Npgsql.dll'), (Join-Path $copy 'lib/engine/PgMigrate.Engine.dll')
        $child = Invoke-TestProcess "Import-Module '$copy/PgMigrate.psd1'
            try { Get-PgSandbox } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }"
        $child.Output | Should -Match '^EngineNotLoaded,PgMigrate\.Cmdlets\.GetPgSandboxCommand'
        $child.Output | Should -Match 'new PowerShell\s+session'
    }

    It 'does nothing at import: no engine, no file, no connection' {
        $child = Invoke-TestProcess "Import-Module ./PgMigrate.psd1
            `"engines: `$(@([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq 'PgMigrate.Engine').Count)`""
        $child.Output | Should -Be 'engines: 0'
    }
}
