BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
}

Describe 'The public surface' {
    # What changes here changes for every script that uses the module. To approve a change, run
    #   $env:PGMIGRATE_APPROVE = 1; ./Invoke-Tests.ps1 -Filter 'The public surface'
    # and commit the file.
    It 'is what was approved: cmdlets, parameters, error ids, views' {
        $approved = Join-Path $PSScriptRoot 'PublicSurface.approved.txt'
        $surface = Get-PublicSurface
        if ($env:PGMIGRATE_APPROVE) { Set-Content -LiteralPath $approved $surface }
        $surface | Should -BeExactly ((Get-Content -LiteralPath $approved -Raw).TrimEnd() -replace "`r`n", "`n")
    }
}
