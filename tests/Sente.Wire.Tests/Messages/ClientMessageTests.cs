using System.Text;

namespace Sente.Wire.Tests;

public class ClientMessageTests
{
    [Fact]
    public void A_request_gives_id_data_and_callback()
    {
        var message = Read("""[[:test/echo {:a 1, :b [nil true "ü☃" #{1} (1 2)]}] "e67d6c"]""");
        Assert.Equal("test/echo", message.EventId);
        Assert.Equal("""{:a 1, :b [nil true "ü☃" #{1} (1 2)]}""", Encoding.UTF8.GetString(message.Data.Bytes.Span));
        Assert.Equal("\"e67d6c\"", message.Callback.ToString());
        Assert.False(message.Callback!.Value.IsAjax);
        Assert.False(message.IsBadEvent);
    }

    [Theory]
    [InlineData("[[:a/b] nil]")]
    [InlineData("[[:a/b] false]")]
    [InlineData("[[:a/b]]")]
    [InlineData("([:a/b nil] nil)")]
    public void An_event_without_callback_has_none(string text)
    {
        var message = Read(text);
        Assert.Equal("a/b", message.EventId);
        Assert.True(message.Data.IsNil);
        Assert.Null(message.Callback);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("{:any [\"value\"]}")]
    [InlineData("#uuid \"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"")]
    public void Any_truthy_value_is_a_callback_and_is_kept_as_it_came(string callback)
    {
        var id = Read($"[[:a/b 1] {callback}]").Callback!.Value;
        Assert.Equal(callback, Encoding.UTF8.GetString(id.Bytes.Span));
        Assert.Equal(new CallbackId(Encoding.UTF8.GetBytes(callback), Packers.Edn), id);
        Assert.Equal(callback.Length, id.Length);
    }

    [Fact]
    public void The_callback_of_a_post_is_ajax() => Assert.True(Read("[[:a/b 1] :ajax]").Callback!.Value.IsAjax);

    [Fact]
    public void Callbacks_are_equal_if_their_bytes_and_packer_are()
    {
        var id = new CallbackId("\"x\""u8, Packers.Edn);
        Assert.True(id == new CallbackId("\"x\""u8, Packers.Edn));
        Assert.Equal(id.GetHashCode(), new CallbackId("\"x\""u8, Packers.Edn).GetHashCode());
        Assert.True(id != new CallbackId("\"y\""u8, Packers.Edn));
        Assert.True(id != new CallbackId("\"x\""u8, Packers.Snapshot));
        Assert.True(id != default);
        Assert.Equal(default(CallbackId), default);
    }

    [Fact]
    public void A_callback_id_keeps_no_message_alive()
    {
        var message = "[[:a/b 1] \"cb\"]"u8.ToArray();
        var id = Packers.Edn.ReadClientMessage(message, WireLimits.Default).Callback!.Value;
        message.AsSpan().Clear();
        Assert.Equal("\"cb\"", id.ToString());
    }

    [Theory]
    [InlineData("[nil nil]", "nil")]
    [InlineData("[:a/b nil]", ":a/b")]
    [InlineData("[{:a 1} \"cb\"]", "{:a 1}")]
    [InlineData("[[] nil]", "[]")]
    [InlineData("[[:no-namespace 1] nil]", "[:no-namespace 1]")]
    [InlineData("[[\"a/b\" 1] nil]", "[\"a/b\" 1]")]
    [InlineData("[[:a/b 1 2] nil]", "[:a/b 1 2]")]
    [InlineData("[(:a/b 1) nil]", "(:a/b 1)")]
    [InlineData("[[1 :a/b] nil]", "[1 :a/b]")]
    [InlineData("[#tag [:a/b] nil]", "#tag [:a/b]")]
    public void What_is_not_an_event_is_a_bad_event_with_its_value(string text, string given)
    {
        var message = Read(text);
        Assert.True(message.IsBadEvent);
        Assert.True(message.HasEvent);
        Assert.Equal("chsk/bad-event", message.EventId);
        Assert.Equal(given, Encoding.UTF8.GetString(message.Data.Bytes.Span));
    }

    [Fact]
    public void The_data_is_not_looked_at_beyond_its_form()
    {
        var message = Read("[[:a/b {:a 1 :a 2 :d #inst \"nonsense\"}] \"cb\"]");
        Assert.False(message.IsBadEvent);
        Assert.Throws<SenteDataException>(() => message.Data.ToValue());
    }

    [Fact]
    public void An_extension_is_read_and_its_unknown_keys_are_ignored()
    {
        var message = Read("[[:a/b 1] \"cb\" {:new [1 {:x 2}], :ack 42, {:odd :key} nil, :id \"r1\"} :more]");
        Assert.Equal("a/b", message.EventId);
        Assert.Equal(42, message.Ack);
    }

    [Fact]
    public void An_extension_can_come_without_event()
    {
        var message = Read("[nil nil {:ack 0}]");
        Assert.False(message.HasEvent);
        Assert.False(message.IsBadEvent);
        Assert.Null(message.EventId);
        Assert.Equal(0, message.Ack);
    }

    [Theory]
    [InlineData("[[:a/b] nil {:ack -1}]")]
    [InlineData("[[:a/b] nil {:ack \"1\"}]")]
    [InlineData("[[:a/b] nil [:ack 1]]")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("[[:a/b 1")]
    [InlineData("[[:a/b {:a}] nil]")]
    [InlineData("[[:a/b 08] nil]")]
    [InlineData("[[:a//b/c 1] nil]")]
    public void What_is_not_a_message_is_malformed(string text) =>
        Assert.Equal(MalformedKind.Malformed, Assert.Throws<MalformedMessageException>(() => Read(text)).Kind);

    [Theory]
    [InlineData("+[[:a/b 1] nil]")]
    [InlineData("-[[:a/b 1] nil]")]
    public void A_client_from_before_1_21_is_told_so(string text) =>
        Assert.Contains("older than 1.21", Assert.Throws<MalformedMessageException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Nesting_has_a_limit_the_pair_and_the_event_included()
    {
        var limits = new WireLimits { MaxDepth = 4 };
        Assert.Equal("a/b", Read("[[:a/b [[1]]] nil]", limits).EventId);
        Assert.Equal(MalformedKind.TooDeep, Assert.Throws<MalformedMessageException>(() => Read("[[:a/b [[[1]]]] nil]", limits)).Kind);
        Assert.Equal(MalformedKind.TooDeep, Assert.Throws<MalformedMessageException>(
            () => Read(new string('[', 1_000_000))).Kind);
        Assert.Equal(MalformedKind.TooDeep, Assert.Throws<MalformedMessageException>(
            () => Read("[" + string.Concat(Enumerable.Repeat("#_", 400_000)))).Kind);
        Assert.Equal(MalformedKind.TooDeep, Assert.Throws<MalformedMessageException>(
            () => Read("[" + string.Concat(Enumerable.Repeat("#t ", 300_000)))).Kind);
        Assert.Equal(MalformedKind.TooDeep, Assert.Throws<MalformedMessageException>(
            () => Read("[" + string.Concat(Enumerable.Repeat("^", 900_000)))).Kind);
    }

    [Fact]
    public void Size_has_a_limit()
    {
        var text = "[[:a/b \"" + new string('x', 1000) + "\"] nil]";
        Assert.Equal("a/b", Read(text, new WireLimits { MaxMessageBytes = text.Length }).EventId);
        Assert.Equal(MalformedKind.TooBig, Assert.Throws<MalformedMessageException>(
            () => Read(text, new WireLimits { MaxMessageBytes = text.Length - 1 })).Kind);
    }

    [Fact]
    public void Callback_ids_have_a_limit()
    {
        Assert.NotNull(Read($"[[:a/b] \"{new string('x', 62)}\"]").Callback);
        Assert.Throws<MalformedMessageException>(() => Read($"[[:a/b] \"{new string('x', 63)}\"]"));
    }

    [Fact]
    public void Ids_that_come_again_are_the_same_string() =>
        Assert.Same(Read("[[:test/again 1] nil]").EventId, Read("[[:test/again 2] nil]").EventId);

    [Theory]
    [InlineData(3)]
    [InlineData(513)]
    public void Depths_that_the_stack_cannot_take_cannot_be_set(int depth) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WireLimits { MaxDepth = depth });

    private static ClientMessage Read(string text, WireLimits? limits = null) =>
        Packers.Edn.ReadClientMessage(Encoding.UTF8.GetBytes(text), limits ?? WireLimits.Default);
}
