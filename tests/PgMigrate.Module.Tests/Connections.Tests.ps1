BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $server = Get-TestServer
    $database = New-TestDatabase
}

Describe 'Connect-PgDatabase' {
    AfterEach { if (Get-PgConnection -Current) { Disconnect-PgDatabase } }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'Npgsql''s keywords'; Text = { $database.ConnectionString } }
        @{ Name = 'libpq''s keywords'; Text = { "host=$($server.Host) port=$($server.Port) dbname=$($database.Name) user=tester password=tester-password" } }
        @{ Name = 'a URI'; Text = { "postgresql://tester:tester-password@$($server.Host):$($server.Port)/$($database.Name)" } }
    ) {
        $connection = Connect-PgDatabase (& $Text)
        $connection.Target | Should -Be "$($server.Host):$($server.Port)/$($database.Name)"
        $connection.UserName | Should -Be 'tester'
        (Get-PgConnection -Current).Id | Should -Be $connection.Id
    }

    It 'takes a credential, and shows its password nowhere' {
        $credential = [pscredential]::new('tester', (ConvertTo-SecureString 'tester-password' -AsPlainText -Force))
        $connection = Connect-PgDatabase -Server $server.Host -Port $server.Port -Database $database.Name -Credential $credential
        $connection.UserName | Should -Be 'tester'
        ($connection | Format-List * -Force | Out-String) + ($connection | ConvertTo-Json -Depth 5) | Should -Not -Match 'tester-password'
    }

    It 'asks the token script again for each session that is opened, on the pipeline thread' {
        $script:asked = 0
        $threads = [System.Collections.Generic.HashSet[int]]::new()
        $text = "Host=$($server.Host);Port=$($server.Port);Database=$($database.Name);Username=tester"
        $connection = Connect-PgDatabase $text -TokenScript { $script:asked++; $null = $threads.Add([System.Environment]::CurrentManagedThreadId); 'tester-password' }
        $first = $script:asked
        $first | Should -BeGreaterThan 0
        $null = Get-PgDatabase
        $script:asked | Should -BeGreaterThan $first
        @($threads) | Should -Be ([System.Environment]::CurrentManagedThreadId)
    }

    It 'takes a token as SecureString, and as an object with a Token' {
        $text = "Host=$($server.Host);Port=$($server.Port);Database=$($database.Name);Username=tester"
        (Connect-PgDatabase $text -TokenScript { ConvertTo-SecureString 'tester-password' -AsPlainText -Force }).UserName | Should -Be 'tester'
        (Connect-PgDatabase $text -TokenScript { [pscustomobject]@{ Token = 'tester-password'; ExpiresOn = 1 } }).UserName | Should -Be 'tester'
    }

    It 'says that a token script failed' {
        $text = "Host=$($server.Host);Port=$($server.Port);Database=$($database.Name);Username=tester"
        Get-ErrorId { Connect-PgDatabase $text -TokenScript { throw 'no vault' } } | Should -Be 'TokenFailed'
        Get-ErrorId { Connect-PgDatabase $text -TokenScript { } } | Should -Be 'TokenFailed'
    }

    It 'takes DATABASE_URL only when it is asked to' {
        $env:DATABASE_URL = "postgresql://tester:tester-password@$($server.Host):$($server.Port)/$($database.Name)"
        try {
            Get-ErrorId { Connect-PgDatabase } | Should -Be 'TargetMissing'
            Get-ErrorId { Get-PgDatabase } | Should -Be 'TargetMissing'
            (Connect-PgDatabase -UseEnvironmentVariables).Database | Should -Be $database.Name
        }
        finally {
            $env:DATABASE_URL = $null
        }
    }

    It 'takes an environment of pgmigrate.json, from PowerShell''s location and not from the process''s' {
        $project = New-Item -ItemType Directory (Join-Path $TestDrive 'project/below')
        @{ environments = @{ staging = @{ host = $server.Host; port = $server.Port; database = $database.Name; user = 'tester'; schema = 'kept' } } } |
            ConvertTo-Json -Depth 5 | Set-Content (Join-Path $TestDrive 'project/pgmigrate.json')
        $env:PGPASSWORD = 'tester-password'
        Push-Location $project
        try {
            $connection = Connect-PgDatabase -Environment staging
            $connection.Environment.Schema | Should -Be 'kept'
            $connection.Production | Should -BeFalse
            (Get-PgEnvironment).Name | Should -Be 'staging'
            Get-ErrorId { Get-PgEnvironment nowhere } | Should -Be 'EnvironmentNotFound'
            Get-ErrorId { Connect-PgDatabase -Environment nowhere } | Should -Be 'EnvironmentNotFound'
        }
        finally {
            Pop-Location
            $env:PGPASSWORD = $null
        }
    }

    It 'makes a piped database the current one' {
        $connection = Connect-PgDatabase $database.ConnectionString -NotCurrent
        Get-PgConnection -Current | Should -BeNullOrEmpty
        $null = Get-PgDatabase $database.Name -Connection $connection | Connect-PgDatabase
        (Get-PgConnection -Current).Database | Should -Be $database.Name
    }

    It 'gives <Id> for <Name>' -ForEach @(
        @{ Id = 'DatabaseNotFound'; Name = 'a database that does not exist'; Do = { Connect-PgDatabase (Get-TestConnectionString 'no such one') } }
        @{ Id = 'LoginFailed'; Name = 'a wrong password'; Do = { Connect-PgDatabase (Get-TestConnectionString $database.Name -Password 'wrong') } }
        @{ Id = 'LoginFailed'; Name = 'an unknown role'; Do = { Connect-PgDatabase (Get-TestConnectionString $database.Name -User 'nobody') } }
        @{ Id = 'ServerUnreachable'; Name = 'a port where nobody listens'; Do = { Connect-PgDatabase 'Host=127.0.0.1;Port=1;Database=x;Username=y' } }
        @{ Id = 'TargetInvalid'; Name = 'a keyword that does not exist'; Do = { Connect-PgDatabase 'Hots=127.0.0.1' } }
    ) {
        $found = Get-TestError $Do
        $found.FullyQualifiedErrorId | Should -Be "$Id,PgMigrate.Cmdlets.ConnectPgDatabaseCommand"
        $found.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$found $($found.Exception)" | Should -Not -Match 'tester-password|wrong'
        Get-PgConnection -Current | Should -BeNullOrEmpty
    }
}

Describe 'Disconnect-PgDatabase' {
    It 'leaves no current connection, and the closed one is refused' {
        $connection = Connect-PgDatabase $database.ConnectionString
        Disconnect-PgDatabase
        Get-PgConnection -Current | Should -BeNullOrEmpty
        (Get-PgConnection).Id | Should -Not -Contain $connection.Id
        Get-ErrorId { Get-PgDatabase } | Should -Be 'TargetMissing'
        Get-ErrorId { Get-PgDatabase -Connection $connection } | Should -Be 'ConnectionClosed'
        $connection.IsClosed | Should -BeTrue
    }

    It 'may be done twice' {
        $connection = Connect-PgDatabase $database.ConnectionString
        $connection | Disconnect-PgDatabase
        { $connection | Disconnect-PgDatabase -ErrorAction Stop } | Should -Not -Throw
    }
}

Describe 'Get-PgDatabase' {
    It 'takes wildcards, and a name that is none is an error' {
        $null = New-TestDatabase 'tenant_a'
        $null = New-TestDatabase 'Tenant_B'
        (Get-PgDatabase tenant_* -Connection $database.Connection).Name | Should -Be 'tenant_a'
        (Get-PgDatabase 'tenant_a', 'Tenant_B' -Connection $database.Connection).Name | Sort-Object | Should -Be 'tenant_a', 'Tenant_B'
        Get-ErrorId { Get-PgDatabase tenant_b -Connection $database.Connection } | Should -Be 'DatabaseNotFound'
    }

    It 'leaves the templates out unless it is asked for them' {
        (Get-PgDatabase -Connection $database.Connection).Name | Should -Not -Contain 'template0'
        (Get-PgDatabase -Connection $database.Connection -IncludeTemplate).Name | Should -Contain 'template0'
    }
}

Describe 'What a command works on' {
    BeforeAll { $folder = New-TestFolder (Join-Path $TestDrive 'migrations') }
    AfterEach { if (Get-PgConnection -Current) { Disconnect-PgDatabase } }

    It 'is never what is current when something else was piped in: <Name>' -ForEach @(
        @{ Name = 'an object without a connection'; Do = { [pscustomobject]@{ Connection = $null } | Get-PgMigration -Path $folder } }
        @{ Name = 'nothing at all'; Do = { $null | Get-PgMigration -Path $folder } }
        @{ Name = 'a variable that was never set'; Do = { Get-PgMigration -Connection $neverSet -Path $folder } }
        @{ Name = 'an empty connection string'; Do = { Get-PgMigration -ConnectionString '' -Path $folder } }
    ) {
        $null = Connect-PgDatabase $database.ConnectionString
        $neverSet = $null
        $output = try { & $Do 2>&1 } catch { $_ }
        $output | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        $output | Should -Not -BeNullOrEmpty
    }

    It 'cannot be two things' {
        Get-ErrorId { Get-PgMigration -Connection $database.Connection -ConnectionString $database.ConnectionString -Path $folder } | Should -Be 'TargetInvalid'
    }

    It 'is an error when nothing says it' {
        Get-ErrorId { Invoke-PgMigration -Path $folder } | Should -Be 'TargetMissing'
    }
}
