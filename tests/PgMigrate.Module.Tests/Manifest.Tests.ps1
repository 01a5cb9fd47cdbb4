BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $root = (Get-Module PgMigrate).ModuleBase
    $manifest = Import-PowerShellDataFile (Join-Path $root 'PgMigrate.psd1')
    $contracts = [PgMigrate.IPgEngine].Assembly
    $classes = (Get-Command Invoke-PgMigration).ImplementingType.Assembly.GetExportedTypes() | Where-Object {
        -not $_.IsAbstract -and $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
    }
}

Describe 'The manifest' {
    It 'is valid' {
        (Test-ModuleManifest (Join-Path $root 'PgMigrate.psd1') -ErrorAction Stop).Name | Should -Be 'PgMigrate'
    }

    It 'exports exactly the cmdlets that there are, by name' {
        $named = $classes | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            "$($attribute.VerbName)-$($attribute.NounName)"
        } | Sort-Object
        $manifest.CmdletsToExport | Sort-Object | Should -Be $named
        (Get-Command -Module PgMigrate).Name | Sort-Object | Should -Be $named
        @($manifest.FunctionsToExport) + @($manifest.AliasesToExport) + @($manifest.VariablesToExport) | Should -BeNullOrEmpty
    }

    It 'asks for 7.4 without a third number, which some hosts lack' {
        $manifest.PowerShellVersion | Should -Be '7.4'
        $manifest.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'has the version of the assemblies' {
        [version] $manifest.ModuleVersion | Should -Be ([version] ($contracts.GetName().Version.ToString(3)))
    }
}

Describe 'Every cmdlet' {
    It 'has an approved verb, a singular noun with the prefix, and a sealed class' {
        $verbs = (Get-Verb).Verb
        foreach ($command in Get-Command -Module PgMigrate) {
            $verbs | Should -Contain $command.Verb
            $command.Noun | Should -Match '^Pg\w*[^s]$'
            $command.ImplementingType.IsSealed | Should -BeTrue
        }
    }

    It 'that gives something says which type' {
        Get-Command -Module PgMigrate | Where-Object { -not $_.OutputType.Count } | ForEach-Object Name | Sort-Object | Should -Be 'Disconnect-PgDatabase', 'Stop-PgSandbox'
    }

    It 'that changes something knows -WhatIf, and the others do not' {
        $changing = Get-Command -Module PgMigrate | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name | Sort-Object
        $changing | Should -Be @(
            'Export-PgMigration', 'Invoke-PgMigration', 'Merge-PgMigration', 'New-PgMigration', 'Repair-PgMigration'
            'Set-PgMigrationVersion', 'Start-PgSandbox', 'Stop-PgSandbox', 'Undo-PgMigration')
    }

    It 'spells the shared parameters alike' {
        foreach ($command in Get-Command -Module PgMigrate | Where-Object { $_.Parameters.ContainsKey('Connection') }) {
            $command.Parameters['Connection'].ParameterType.FullName | Should -Be 'PgMigrate.Connections.PgConnection' -Because $command.Name
        }
        foreach ($name in 'Invoke-PgMigration', 'Undo-PgMigration', 'Set-PgMigrationVersion', 'Export-PgMigration') {
            (Get-Command $name).Parameters['Target'].Attributes.Position | Should -Be 0
        }
    }

    It 'has no parameter that takes a password as text' {
        Get-Command -Module PgMigrate | ForEach-Object { $_.Parameters.Values } | Where-Object Name -Match 'password|secret' | Should -BeNullOrEmpty
    }
}

Describe 'The contracts' {
    It 'show no type of Npgsql' {
        $contracts.GetReferencedAssemblies().Name | Should -Not -Contain 'Npgsql'
        (Get-Command Invoke-PgMigration).ImplementingType.Assembly.GetReferencedAssemblies().Name |
            Where-Object { $_ -match 'Npgsql|PgMigrate\.Engine|Microsoft\.Extensions' } | Should -BeNullOrEmpty
    }

    It 'have each error id documented, and no other' {
        $ids = [PgMigrate.Errors.ErrorIds].GetFields() | ForEach-Object Name | Sort-Object
        $documented = Select-String -Path (Join-Path $root 'docs/errors.md') -Pattern '^### (\w+)$' | ForEach-Object { $_.Matches[0].Groups[1].Value } | Sort-Object
        $documented | Should -Be $ids
    }
}
