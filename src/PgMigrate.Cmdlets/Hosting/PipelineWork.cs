namespace PgMigrate.Cmdlets.Hosting;

/// <summary>Something that only the pipeline thread may do.</summary>
internal sealed record PipelineWork(Action Run);
