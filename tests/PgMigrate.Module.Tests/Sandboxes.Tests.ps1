BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $server = Get-TestServer
}

Describe 'A sandbox server' -Skip:([bool] $env:PGMIGRATE_TEST_SERVER) {
    It 'starts with the settings that are asked for, and leaves nothing when it is stopped' {
        $sandbox = Start-PgSandbox -Database scratch -Setting @{ max_connections = '17' }
        try {
            $sandbox.Kind | Should -Be 'Server'
            $sandbox.Database | Should -Be 'scratch'
            $sandbox.DataFolder | Should -Exist
            Get-Content (Join-Path $sandbox.DataFolder 'postgresql.auto.conf') | Should -Contain "max_connections = '17'"
            (Get-PgSandbox $sandbox.Id).IsRunning | Should -BeTrue
            Get-PgConnection -Current | Should -BeNullOrEmpty -Because 'starting one does not make it the target of what follows'
            ($sandbox | Connect-PgDatabase).Port | Should -Be $sandbox.Port
        }
        finally {
            $sandbox | Stop-PgSandbox
        }
        $sandbox.DataFolder | Should -Not -Exist
        Get-PgConnection -Current | Should -BeNullOrEmpty
        Get-ErrorId { Get-PgSandbox $sandbox.Id } | Should -Be 'SandboxNotFound'
    }

    It 'leaves nothing behind when it cannot start' {
        $before = @(Get-PgSandbox).Count
        Get-ErrorId { Start-PgSandbox -Setting @{ no_such_setting = 'on' } } | Should -Be 'SandboxStartFailed'
        @(Get-PgSandbox).Count | Should -Be $before
    }

    It 'says where it looked for binaries' {
        Get-ErrorId { Start-PgSandbox -BinaryPath $TestDrive } | Should -Be 'ServerBinariesNotFound'
    }
}

Describe 'A sandbox database' {
    It 'is made on the server that is piped in, and dropped when it is stopped' {
        $sandbox = $server.Connection | Start-PgSandbox
        $sandbox.Kind | Should -Be 'Database'
        (Get-PgDatabase $sandbox.Database -Connection $server.Connection).Name | Should -Be $sandbox.Database
        $sandbox | Stop-PgSandbox
        (Get-PgDatabase -Connection $server.Connection).Name | Should -Not -Contain $sandbox.Database
    }

    It 'can be a copy of another database' {
        $original = New-TestDatabase
        Invoke-TestSql $original.Name 'CREATE TABLE copied (i int)'
        $sandbox = Start-PgSandbox -Connection $server.Connection -Template $original.Name
        try {
            (Invoke-TestSql $sandbox.Database "SELECT to_regclass('copied') IS NOT NULL AS there").there | Should -BeTrue
        }
        finally {
            $sandbox | Stop-PgSandbox
        }
    }

    It 'is stopped by its id, and others stay' {
        $one = $server.Connection | Start-PgSandbox
        $two = $server.Connection | Start-PgSandbox
        try {
            Stop-PgSandbox $one.Id
            (Get-PgSandbox $two.Id).IsRunning | Should -BeTrue
            Get-ErrorId { Stop-PgSandbox $one.Id } | Should -Be 'SandboxNotFound'
            Stop-PgSandbox "$($two.Id)*"
            Get-ErrorId { Get-PgSandbox $two.Id } | Should -Be 'SandboxNotFound'
        }
        finally {
            $two | Stop-PgSandbox -ErrorAction SilentlyContinue
        }
    }
}
