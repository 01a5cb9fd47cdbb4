using System.Text;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>Gives each line to the pipeline as soon as it is whole: a script of any length takes no memory.</summary>
internal sealed class PipelineWriter(Action<object> write) : TextWriter
{
    private readonly StringBuilder line = new();
    private bool failed;

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            Emit();
        }
        else
        {
            line.Append(value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // Not when it is left by an exception that the pipeline threw: there is nobody to write to.
        if (disposing && line.Length > 0 && !failed)
        {
            Emit();
        }

        base.Dispose(disposing);
    }

    private void Emit()
    {
        var text = line.ToString().TrimEnd('\r');
        line.Clear();
        failed = true;
        write(text);
        failed = false;
    }
}
