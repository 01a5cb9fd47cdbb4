using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgMigrate.Cli.Json;

/// <summary>Writes the one document of an invocation. Serializers are generated: reflection would cost start-up time and trimming.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonDocumentBody))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ScriptDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(FilesDocument))]
[JsonSerializable(typeof(TemplatesDocument))]
[JsonSerializable(typeof(SandboxDocument))]
[JsonSerializable(typeof(SandboxListDocument))]
[JsonSerializable(typeof(SandboxStoppedDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    public static void Write(TextWriter writer, JsonDocumentBody document)
    {
        // Not for embedding in HTML: SQL with its quotes stays readable.
        var context = new CliJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteLine(JsonSerializer.Serialize(document, document.GetType(), context).ReplaceLineEndings("\n"));
    }
}

/// <summary>Marks the records that may be a whole document.</summary>
internal abstract record JsonDocumentBody;
