BeforeDiscovery {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    Import-Module (Join-Path $root 'PgMigrate.psd1')
    $cmdlets = (Get-Command -Module PgMigrate).Name | ForEach-Object { @{ Name = $_ } }
    $examples = foreach ($name in $cmdlets.Name) {
        $index = 0
        foreach ($example in (Get-Help $name -Full).examples.example) {
            $index++
            @{ Name = $name; Index = $index; Title = ($example.title -replace '^-+ |-+$').Trim(); Code = "$($example.code)" }
        }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $root = (Get-Module PgMigrate).ModuleBase
    $common = [System.Management.Automation.Cmdlet]::CommonParameters

    # What the examples take for granted: a project with migrations and environments, a database where the first of
    # them are applied, tenants beside it, and no question that would wait for a person.
    function New-ExampleProject([string] $Path) {
        $server = Get-TestServer
        $database = New-TestDatabase
        $null = New-Item -ItemType Directory $Path
        $null = New-TestFolder (Join-Path $Path 'migrations')
        foreach ($name in 'deploy', 'tenant_a', 'tenant_b') {
            $kind, $options = if ($name -eq 'deploy') { 'ROLE', 'SUPERUSER LOGIN PASSWORD ''tester-password''' } else { 'DATABASE', '' }
            $there = Invoke-TestSql 'postgres' "SELECT 1 FROM pg_roles WHERE rolname = '$name' UNION ALL SELECT 1 FROM pg_database WHERE datname = '$name'"
            if (-not $there) { Invoke-TestSql 'postgres' "CREATE $kind $name $options" }
        }
        $environment = @{ host = $server.Host; port = $server.Port; database = $database.Name; user = 'tester'; path = 'migrations' }
        @{ environments = @{ dev = $environment; staging = $environment } } | ConvertTo-Json -Depth 5 | Set-Content (Join-Path $Path 'pgmigrate.json')
        $null = Invoke-PgMigration 0002 -Connection $database.Connection -Path (Join-Path $Path 'migrations') -Confirm:$false
        $database
    }
}

Describe 'Help of <Name>' -ForEach $cmdlets {
    It 'says what it is for, what it does, which errors it gives, and has examples' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.Description.Text -join ' ' | Should -Not -BeNullOrEmpty
        ($help | Out-String) | Should -Match 'Errors, by the first part of FullyQualifiedErrorId'
        @($help.examples.example).Count | Should -BeGreaterThan 0
    }

    It 'explains every parameter' {
        foreach ($parameter in (Get-Command $Name).Parameters.Values | Where-Object { $_.Name -notin $common }) {
            $text = Get-Help $Name -Parameter $parameter.Name
            ($text.description.Text -join ' ').Length | Should -BeGreaterThan 10 -Because "-$($parameter.Name) of $Name"
        }
    }

    It 'names error ids that exist' {
        $page = Get-Content (Join-Path $root "docs/cmdlets/$Name.md") -Raw
        $section = ($page -split '(?m)^## Errors')[1] -split '(?m)^## ' | Select-Object -First 1
        $ids = [regex]::Matches($section, '(?m)^- `(\w+)`:') | ForEach-Object { $_.Groups[1].Value }
        $ids | Should -Not -BeNullOrEmpty
        foreach ($id in $ids) { [PgMigrate.Errors.ErrorIds].GetField($id) | Should -Not -BeNullOrEmpty -Because $id }
    }
}

Describe 'The about topic' {
    It 'is found' {
        Get-Help about_PgMigrate | Out-String | Should -Match 'SHORT DESCRIPTION'
    }
}

Describe 'Example <Index> of <Name>: <Title>' -ForEach $examples {
    It 'runs' {
        $project = Join-Path $TestDrive "$Name-$Index"
        $database = New-ExampleProject $project
        $server = Get-TestServer

        # The examples' own surroundings: their server, database and vault are this test's.
        $code = $Code.Replace('Host=localhost;Port=5432;Database=app', "Host=$($server.Host);Port=$($server.Port);Database=$($database.Name)").
            Replace('-Server localhost -Port 5432 -Database app', "-Server $($server.Host) -Port $($server.Port) -Database $($database.Name)")
        $variables = @{
            DATABASE_URL = "postgresql://tester:tester-password@$($server.Host):$($server.Port)/$($database.Name)"
            PGPASSWORD = 'tester-password'; DB_TOKEN = 'tester-password'
        }
        $powershell = [powershell]::Create()
        Push-Location $project
        $variables.Keys | ForEach-Object { Set-Item "env:$_" $variables[$_] }
        try {
            $null = $powershell.AddScript('
                param($Module, $Project, $Text, $Code)
                $ErrorActionPreference = "Stop"
                Import-Module $Module
                Set-Location $Project
                function Get-Credential { [pscredential]::new("deploy", (ConvertTo-SecureString "tester-password" -AsPlainText -Force)) }
                $null = Connect-PgDatabase $Text
                . ([scriptblock]::Create($Code)) | Out-String').AddParameters(@{
                Module = Join-Path $root 'PgMigrate.psd1'; Project = $project; Text = $database.ConnectionString; Code = $code
            })
            $null = $powershell.Invoke()
            $powershell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
            $variables.Keys | ForEach-Object { Remove-Item "env:$_" }
            $powershell.Dispose()
        }
    }
}
