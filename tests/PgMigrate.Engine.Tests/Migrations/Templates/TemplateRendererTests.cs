using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class TemplateRendererTests
{
    [Fact]
    public void The_templates_of_the_guides_are_all_there() => Assert.Equal(
        [
            "change-type", "check", "column", "drop-column", "empty", "enum", "enum-value", "foreign-key", "index", "not-null",
            "rename-column", "table", "unique", "view",
        ],
        TemplateCatalog.All.Select(t => t.Name));

    [Fact]
    public void Every_argument_of_every_template_says_what_it_is() => Assert.All(
        TemplateCatalog.All,
        t =>
        {
            Assert.EndsWith(".", t.Description, StringComparison.Ordinal);
            Assert.All(t.Arguments, a => Assert.EndsWith(".", a.Description, StringComparison.Ordinal));
            Assert.All(t.Arguments, a => Assert.DoesNotContain("{{", a.Default ?? string.Empty, StringComparison.Ordinal));
        });

    [Fact]
    public void An_unknown_template_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<PgMigrateException>(() => Render("indx")).Error;
        Assert.Equal(ErrorIds.TemplateUnknown, error.Id);
        Assert.Contains("foreign-key, index, not-null", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_found_whatever_its_capitals() => Assert.Single(Render("Empty"));

    [Fact]
    public void A_missing_argument_is_named_with_what_it_means()
    {
        var error = Refused("column", ("table", "suppliers"), ("type", "text"));
        Assert.Equal("The template 'column' needs column.", error.What);
        Assert.Contains("Name of the new column", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_argument_counts_as_missing() =>
        Assert.Equal("The template 'view' needs definition.", Refused("view", ("name", "v"), ("definition", " ")).What);

    [Fact]
    public void An_unknown_argument_is_an_error_that_lists_the_known_ones()
    {
        var error = Refused("enum", ("nmae", "mood"), ("values", "a"));
        Assert.Equal("The template 'enum' has no argument 'nmae'.", error.What);
        Assert.Equal("It takes schema, name, values.", error.Next);
    }

    [Fact]
    public void Arguments_may_be_typed_with_capitals_and_hyphens() => Assert.Contains(
        "ADD COLUMN active boolean DEFAULT true NOT NULL;",
        Render("column", ("Table", "t"), ("column", "active"), ("type", "boolean"), ("default", "true"), ("Not-Null", "true"))[0].Up,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("table", "", "needs table")]
    [InlineData("table", "a\nb", "control character")]
    [InlineData("table", "a\0b", "control character")]
    [InlineData("table", "a\ud800b", "broken Unicode")]
    [InlineData("table", "ääääääääääääääääääääääääääääääää", "has 64 bytes and the server keeps 63")]
    [InlineData("type", "text; DROP TABLE t", "semicolon, at character 5")]
    [InlineData("type", "text DEFAULT 1", "more than a type")]
    [InlineData("type", "bigserial", "rewrite the whole table")]
    [InlineData("default", "'open", "the quote at character 1 is not closed")]
    [InlineData("default", "E'it\\'", "the quote at character 1 is not closed")]
    [InlineData("default", "(1", "a ( is not closed")]
    [InlineData("default", "1)", "the ) at character 2 closes nothing")]
    [InlineData("default", "(1]", "the ] at character 3 closes nothing")]
    [InlineData("default", "1 -- one", "holds a comment, at character 3")]
    [InlineData("default", "1 /* one", "holds a comment, at character 3")]
    [InlineData("default", "'a' \\echo b", "it holds '\\', at character 5, which is not SQL")]
    [InlineData("default", "$1", "it holds '$1', at character 1, which is not SQL")]
    [InlineData("default", "$a$x$a$", "holds a dollar quote, at character 1")]
    [InlineData("not_null", "yes", "neither true nor false")]
    [InlineData("batch", "-1", "not a number")]
    public void An_argument_that_would_break_the_file_is_refused(string name, string value, string fault)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["table"] = "t", ["column"] = "c", ["type"] = "text", [name] = value,
        };
        var error = Refused("column", [.. arguments.Select(a => (a.Key, a.Value))]);
        Assert.Contains(fault, error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'it''s; -- not (a comment'")]
    [InlineData("\"odd;name\"")]
    [InlineData("E'\\'; --'")]
    [InlineData("coalesce(a[1], 'x')")]
    [InlineData("data -> 'a' ->> 'b'")]
    [InlineData("a$b")]
    public void Quotes_and_brackets_that_are_closed_are_taken_as_they_are(string expression) => Assert.Contains(
        $"CHECK ({expression}) NOT VALID", Render("check", ("table", "t"), ("expression", expression), ("name", "ck"))[0].Up, StringComparison.Ordinal);

    [Theory]
    [InlineData("0", true)]
    [InlineData("-1.5", true)]
    [InlineData("'new'", true)]
    [InlineData("'{}'::jsonb", true)]
    [InlineData("'x'::app.\"Mood\"", true)]
    [InlineData("'a'::character varying(20)", true)]
    [InlineData("now()", true)]
    [InlineData("CURRENT_TIMESTAMP", true)]
    [InlineData("NULL", true)]
    [InlineData("gen_random_uuid()", false)]
    [InlineData("nextval('s'::regclass)", false)]
    [InlineData("clock_timestamp()", false)]
    [InlineData("random()", false)]
    [InlineData("'a' || random()::text", false)]
    [InlineData("1 + my_function('1')", false)]
    public void Only_a_default_that_is_certainly_constant_is_added_with_the_column(string expression, bool constant)
    {
        var migrations = Render("column", ("table", "t"), ("column", "c"), ("type", "text"), ("default", expression));
        Assert.Equal(constant ? 1 : 2, migrations.Count);
        Assert.Equal(constant, migrations[0].Up.Contains($"ADD COLUMN c text DEFAULT {expression};", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_quoted_where_they_must_be_and_bare_where_they_can_be()
    {
        var up = Render("index", ("table", "Straße \"x\".y"), ("columns", "name, Order,\"a, \"\"b\"\"\",select"), ("name", "i"))[0].Up;
        Assert.Contains(
            "INDEX CONCURRENTLY i ON public.\"Straße \"\"x\"\".y\" USING btree (name, \"Order\", \"a, \"\"b\"\"\", \"select\");",
            up,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,\"b")]
    [InlineData("\"a\"b")]
    [InlineData("a,,b")]
    [InlineData("a,")]
    [InlineData("a, a")]
    public void A_list_of_names_that_is_not_one_is_refused(string columns) =>
        Assert.Contains("'columns'", Refused("unique", ("table", "t"), ("columns", columns)).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("index", "ix_suppliers_name")]
    [InlineData("unique", "uq_suppliers_name")]
    [InlineData("foreign-key", "fk_suppliers_name")]
    public void Names_follow_the_convention(string template, string name)
    {
        var arguments = new List<(string, string)> { ("table", "suppliers"), ("columns", "name") };
        if (template == "foreign-key")
        {
            arguments.AddRange([("references", "countries"), ("index", "false")]);
        }

        Assert.Contains($" {name} ", Render(template, [.. arguments])[0].Up, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_of_a_condition_name_its_constraint() => Assert.Contains(
        " \"ck_orders_amount_0_and_état_x\" ", Render("check", ("table", "orders"), ("expression", "amount >= 0 AND \"État\" <> 'x'"))[0].Up, StringComparison.Ordinal);

    [Fact]
    public void Migrations_are_named_apart_only_when_there_are_several()
    {
        Assert.Equal([string.Empty], Render("column", ("table", "t"), ("column", "c"), ("type", "text")).Select(m => m.NameSuffix));
        Assert.Equal(
            ["expand", "backfill", "contract"],
            Render("rename-column", ("table", "t"), ("column", "a"), ("to", "b"), ("type", "text")).Select(m => m.NameSuffix));
    }

    [Fact]
    public void A_value_that_looks_like_a_dollar_quote_or_a_placeholder_stays_a_value()
    {
        var up = Render("column", ("table", "$body$ {{key}}"), ("column", "c"), ("type", "uuid"), ("default", "gen_random_uuid()"))[1].Up;
        Assert.Contains("DO $body1$\n", up, StringComparison.Ordinal);
        Assert.Contains("UPDATE public.\"$body$ {{key}}\"\n", up, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index", "columns=a|expression=lower(a)")]
    [InlineData("index", "")]
    [InlineData("column", "column=c|type=text|not_null=true")]
    [InlineData("column", "column=c|type=uuid|not_null=true|default=gen_random_uuid()")]
    public void A_combination_that_is_not_safe_is_refused_with_the_way_out(string template, string arguments)
    {
        var pairs = arguments.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split('=')).Select(a => (a[0], a[1]));
        var error = Refused(template, [("table", "t"), .. pairs]);
        Assert.Contains("cannot be filled", error.What, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Next, StringComparison.Ordinal);
    }

    private static PgError Refused(string template, params (string Name, string Value)[] arguments)
    {
        var error = Assert.Throws<PgMigrateException>(() => Render(template, arguments)).Error;
        Assert.Equal(ErrorIds.TemplateArgument, error.Id);
        return error;
    }

    private static IReadOnlyList<RenderedMigration> Render(string template, params (string Name, string Value)[] arguments) =>
        new TemplateRenderer().Render(new NewMigrationOptions
        {
            Path = "/migrations",
            Name = "x",
            Template = template,
            Arguments = arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal),
        });
}
