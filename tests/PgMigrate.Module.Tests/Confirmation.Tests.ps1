BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')

    # A project with one environment, production or not, on a database of its own.
    function New-Project([string] $Name, [bool] $Production) {
        $database = New-TestDatabase
        $path = New-Item -ItemType Directory (Join-Path $TestDrive $Name)
        @{ environments = @{ there = @{
            host = (Get-TestServer).Host; port = (Get-TestServer).Port; database = $database.Name; user = 'tester'; path = $folder; production = $Production } } } |
            ConvertTo-Json -Depth 5 | Set-Content (Join-Path $path 'pgmigrate.json')
        [pscustomobject]@{ Path = $path.FullName; Database = $database }
    }

    function Invoke-Unattended([string] $Command, $Project, [switch] $Interactive) {
        Invoke-TestProcess -ClosedInput -Interactive:$Interactive -Variables @{ PGPASSWORD = 'tester-password' } @"
Import-Module ./PgMigrate.psd1
Set-Location '$($Project.Path)'
try { $Command } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }
"@
    }

    function Get-TableCount($Project) {
        (Invoke-TestSql $Project.Database.Name "SELECT count(*) AS n FROM pg_class WHERE relname IN ('users', 'user_count')").n
    }
}

Describe 'A question that nobody can answer' {
    It 'is an error that says what to add, and nothing is changed: <Name>' -ForEach @(
        @{ Name = 'no terminal'; Interactive = $false }
        @{ Name = 'standard input closed'; Interactive = $true }
    ) {
        $project = New-Project "unattended-$Interactive" $false
        $null = Invoke-PgMigration -Connection $project.Database.Connection -Path $folder -Confirm:$false
        $child = Invoke-Unattended 'Undo-PgMigration base -Environment there' $project -Interactive:$Interactive
        $child.Output | Should -Match '\bConfirmationImpossible,PgMigrate\.Cmdlets\.UndoPgMigrationCommand'
        $child.Output | Should -Match '-Confirm:\$false \(or -Force\)'
        Get-TableCount $project | Should -Be 2
    }

    It 'is not asked when -Confirm:$false or -Force is given: <_>' -ForEach '-Confirm:$false', '-Force' {
        $project = New-Project "answered$($_ -replace '\W')" $false
        $null = Invoke-PgMigration -Connection $project.Database.Connection -Path $folder -Confirm:$false
        $child = Invoke-Unattended "Undo-PgMigration base -Environment there $_ | ForEach-Object Outcome" $project
        $child.Output | Should -Be 'Succeeded'
        Get-TableCount $project | Should -Be 0
    }
}

Describe 'A production environment' {
    It 'is asked about before Invoke-PgMigration changes it' {
        $project = New-Project 'production' $true
        $child = Invoke-Unattended 'Invoke-PgMigration -Environment there' $project
        $child.Output | Should -Match '\bConfirmationImpossible,PgMigrate\.Cmdlets\.InvokePgMigrationCommand'
        Get-TableCount $project | Should -Be 0
    }

    It 'is not asked about with <_>' -ForEach '-Confirm:$false', '-Force' {
        $project = New-Project "production$($_ -replace '\W')" $true
        (Invoke-Unattended "Invoke-PgMigration -Environment there $_ | ForEach-Object Outcome" $project).Output | Should -Be 'Succeeded'
    }

    It 'is not asked about where $ConfirmPreference is None' {
        $project = New-Project 'production-none' $true
        (Invoke-Unattended '$ConfirmPreference = "None"; Invoke-PgMigration -Environment there | ForEach-Object Outcome' $project).Output | Should -Be 'Succeeded'
    }

    It 'that is none needs no question' {
        $project = New-Project 'staging' $false
        (Invoke-Unattended 'Invoke-PgMigration -Environment there | ForEach-Object Outcome' $project).Output | Should -Be 'Succeeded'
    }
}

Describe 'A user at the keyboard' {
    BeforeAll {
        # A host that answers questions and remembers them: the only way to see what is asked.
        Add-Type -TypeDefinition (Get-Content -Raw "$PSScriptRoot/Support/AnsweringHost.cs") -ReferencedAssemblies @(
            [psobject].Assembly.Location, 'System.Collections', 'System.Runtime', 'System.Linq', 'System.ObjectModel', 'System.Net.Primitives', 'System.Console', 'System.Runtime.Extensions', 'netstandard')
        $manifest = (Get-Module PgMigrate).Path -replace 'lib.PgMigrate\.Cmdlets\.dll$', 'PgMigrate.psd1'

        function Invoke-Answering([string] $Script, [string] $Answer, [hashtable] $Arguments) {
            $answering = [PgMigrate.Tests.AnsweringHost]::new($Answer)
            $runspace = [runspacefactory]::CreateRunspace($answering)
            $runspace.Open()
            $powershell = [powershell]::Create($runspace)
            try {
                $null = $powershell.AddScript($Script).AddParameters($Arguments)
                $output = $powershell.Invoke()
                [pscustomobject]@{ Output = $output; Questions = $answering.Questions; Errors = $powershell.Streams.Error }
            }
            finally {
                $powershell.Dispose()
                $runspace.Dispose()
            }
        }
    }

    It 'is asked once, reads every step, and No changes nothing' {
        $project = New-Project 'no' $true
        $said = Invoke-Answering 'param($M, $P) Import-Module $M; Set-Location $P; $env:PGPASSWORD = "tester-password"; Invoke-PgMigration -Environment there' 'n' @{ M = $manifest; P = $project.Path }
        $said.Questions.Count | Should -Be 1
        $said.Questions[0] | Should -Match 'PRODUCTION'
        $said.Questions[0] | Should -Match '0001_create_users' 
        $said.Questions[0] | Should -Match '0004_create_user_count'
        $said.Output | Should -BeNullOrEmpty
        Get-TableCount $project | Should -Be 0
    }

    It 'says Yes once, also with -Confirm' {
        $project = New-Project 'yes' $true
        $said = Invoke-Answering 'param($M, $P) Import-Module $M; Set-Location $P; $env:PGPASSWORD = "tester-password"; Invoke-PgMigration -Environment there -Confirm' 'y' @{ M = $manifest; P = $project.Path }
        $said.Questions.Count | Should -Be 1
        $said.Output.Outcome | Should -Be 'Succeeded'
    }

    It 'is asked by -Confirm although -Force is given' {
        $project = New-Project 'both' $false
        $said = Invoke-Answering 'param($M, $P) Import-Module $M; Set-Location $P; $env:PGPASSWORD = "tester-password"; Invoke-PgMigration -Environment there -Force -Confirm' 'n' @{ M = $manifest; P = $project.Path }
        $said.Questions.Count | Should -Be 1
        Get-TableCount $project | Should -Be 0
    }
}
