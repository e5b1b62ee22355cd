using Microsoft.Extensions.Logging;

namespace Sente.Actors.Tests;

/// <summary>Clients can cause one log line per event id, client and minute, and can't write text that looks like another line.</summary>
public sealed class ClientLogSpec : SenteSpec
{
    private const int Forged = 202;
    private const int LeftOut = 401;

    // A log of its own, because the gateway sweeps the node's log whenever time advances.
    private readonly ClientLog _log;

    public ClientLogSpec() => _log = new ClientLog(Lines, Clock, Node.Metrics, Limits.MaxClientLogLines);

    [Fact]
    public void A_client_causes_one_line_per_event_id_and_minute_and_the_omitted_lines_are_counted_and_reported()
    {
        for (var i = 0; i < 500; i++)
        {
            Of("u1").ForgedEvent("u1", "chsk/close");
        }

        Assert.Single(Lines.Of(Forged));
        Assert.Equal(499, Counted("sente.log.left_out"));

        Advance(TimeSpan.FromMinutes(1));
        _log.Sweep();
        var report = Assert.Single(Lines.Of(LeftOut));
        Assert.Equal($"499 more log lines with event id {Forged} were omitted within a minute, because clients caused too many.", report.Text);

        Of("u1").ForgedEvent("u1", "chsk/close");
        Assert.Equal(2, Lines.Of(Forged).Count);
    }

    [Fact]
    public void Without_a_sweep_the_next_line_reports_the_omitted_lines()
    {
        Of("u1").ForgedEvent("u1", "chsk/close");
        Of("u1").ForgedEvent("u1", "chsk/close");
        Advance(TimeSpan.FromMinutes(1));
        Of("u2").ForgedEvent("u2", "chsk/close");
        Assert.Single(Lines.Of(LeftOut));
    }

    [Fact]
    public void Other_clients_and_other_event_ids_have_lines_of_their_own()
    {
        Of("u1").ForgedEvent("u1", "chsk/close");
        Of("u2").ForgedEvent("u2", "chsk/close");
        Of("u1").UnknownPacker("u1", "none");
        Assert.Equal(3, Lines.All.Count);
    }

    [Fact]
    public void An_anonymous_client_is_identified_by_its_address_and_not_by_the_client_id_that_it_can_change()
    {
        for (var i = 0; i < 500; i++)
        {
            _log.Of(Uid.Nil, $"client-{i}", "192.0.2.1").ForgedEvent(Uid.Nil, "chsk/close");
        }

        Assert.Single(Lines.Of(Forged));
    }

    [Fact]
    public void A_node_writes_a_bounded_number_of_lines_however_many_clients_there_are()
    {
        for (var i = 0; i < 2 * Limits.MaxClientLogLines; i++)
        {
            Of($"u{i}").ForgedEvent($"u{i}", "chsk/close");
        }

        Assert.Equal(Limits.MaxClientLogLines, Lines.Of(Forged).Count);
        Assert.Equal(Limits.MaxClientLogLines, Counted("sente.log.left_out"));
    }

    [Theory]
    [InlineData("a\nfail: FAKE", "\"a\\u000Afail: FAKE\"")]
    [InlineData("\u001b[2J", "\"\\u001B[2J\"")]
    [InlineData("a\u2028b\u202ec\u0085", "\"a\\u2028b\\u202Ec\\u0085\"")]
    [InlineData("a\" sent", "\"a\\\" sent\"")]
    [InlineData("h\u00e9 \u4f60", "\"h\u00e9 \u4f60\"")]
    public void A_clients_text_is_quoted_and_escaped(string text, string shown)
    {
        Of("u1").ForgedEvent("u1", text);
        Assert.Contains($" sent {shown}, which", Assert.Single(Lines.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_escaped_and_a_whole_one_is_not()
    {
        Of("u1").ForgedEvent("u1", "\ud83d\ude00" + '\ud83d');
        Assert.Contains("\"\ud83d\ude00\\uD83D\"", Assert.Single(Lines.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        Of("u1").ForgedEvent("u1", new string('x', 10_000));
        Assert.InRange(Assert.Single(Lines.All).Text.Length, 100, 300);
    }

    [Fact]
    public void No_log_line_takes_a_plain_string_but_the_apps_own_patterns()
    {
        var parameters = typeof(Log).GetMethods().SelectMany(method => method.GetParameters()).Where(parameter => parameter.ParameterType == typeof(string)).ToArray();
        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.Equal("pattern", parameter.Name));
    }

    private ILogger Of(string uid) => _log.Of(uid, "c1");
}
