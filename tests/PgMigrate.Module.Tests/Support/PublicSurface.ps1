# Cmdlets, parameters, error ids and views as text, in an order that does not depend on the machine.
function Get-PublicSurface {
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $lines = [System.Collections.Generic.List[string]]::new()
    foreach ($command in Get-Command -Module PgMigrate | Sort-Object Name -Culture '') {
        $lines.Add("$($command.Name)  class $($command.ImplementingType.FullName)")
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin $common } | Sort-Object Name -Culture '') {
            foreach ($set in $parameter.ParameterSets.Keys | Sort-Object) {
                $in = $parameter.ParameterSets[$set]
                $notes = @(
                    if ($in.IsMandatory) { 'mandatory' }
                    if ($in.Position -ge 0) { "position $($in.Position)" }
                    if ($in.ValueFromPipeline) { 'piped' }
                    if ($in.ValueFromPipelineByPropertyName) { 'piped by name' }
                    if ($set -ne '__AllParameterSets') { "set $set" }
                )
                $lines.Add(("  -$($parameter.Name) <$($parameter.ParameterType)> " + ($notes -join ', ')).TrimEnd())
            }
        }
        if ($command.Parameters.ContainsKey('WhatIf')) {
            $attribute = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
            $lines.Add("  -WhatIf -Confirm  impact $($attribute.ConfirmImpact)")
        }
        foreach ($output in $command.OutputType | Sort-Object Name -Culture '') { $lines.Add("  gives $($output.Name)") }
        $lines.Add('')
    }

    $lines.Add('Error ids')
    [PgMigrate.Errors.ErrorIds].GetFields() | Sort-Object Name -Culture '' | ForEach-Object { $lines.Add("  $($_.Name)") }
    $lines.Add('')
    $lines.Add('Views')
    [xml] $format = Get-Content (Join-Path $script:Root 'module/PgMigrate.Format.ps1xml') -Raw
    foreach ($view in $format.Configuration.ViewDefinitions.View) {
        $table = $view.SelectNodes('TableControl/TableHeaders/TableColumnHeader/Label')
        $list = $view.SelectNodes('ListControl//ListItem/Label')
        $kind = if ($table.Count) { 'table' } else { 'list' }
        $lines.Add("  $($view.ViewSelectedBy.TypeName) $($kind): $(@(@($table) + @($list) | ForEach-Object InnerText) -join ', ')")
    }
    $lines -join "`n"
}
