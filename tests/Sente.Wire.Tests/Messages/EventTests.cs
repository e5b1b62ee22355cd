using System.Text;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

public class EventTests
{
    [Fact]
    public void An_event_is_a_vector_of_id_and_data()
    {
        Assert.Equal("[:my-app/note {:msg \"hi\"}]", Text(new Event("my-app/note", new { msg = "hi" })));
        Assert.Equal("[:my-app/note]", Text(new Event("my-app/note")));
        Assert.Equal("[:my-app/note]", Text(new Event("my-app/note", Data("nil"))));
    }

    [Fact]
    public void Later_changes_of_the_data_do_not_show()
    {
        var list = new List<int> { 1 };
        var evt = new Event("a/b", list);
        list.Add(2);
        Assert.Equal("[:a/b [1]]", Text(evt));
        Assert.Equal([1], evt.Data.As<int[]>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("name")]
    [InlineData(":my-app/note")]
    [InlineData("my app/note")]
    [InlineData("my-app/")]
    [InlineData("/note")]
    [InlineData("a/b/c")]
    [InlineData("a/1")]
    [InlineData("chsk/ws-ping")]
    [InlineData("chsk/anything")]
    public void Ids_that_are_none_or_are_sentes_own_are_refused(string id) => Assert.Throws<SenteDataException>(() => new Event(id));

    [Fact]
    public void What_is_not_data_is_refused_by_type_and_path()
    {
        var error = Assert.Throws<SenteDataException>(() => new Event("a/b", new { user = new { photo = Stream.Null } }));
        Assert.Equal("$.user.photo", error.Path);
        Assert.Contains("Stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_reads_back()
    {
        var evt = new Event("a/b", new { bytes = new byte[] { 1, 2 }, n = 1 });
        Assert.Equal(new ValueMap((Key("bytes"), new byte[] { 1, 2 }), (Key("n"), 1)), evt.Data.ToValue());
        Assert.True(new Event("a/b").Data.IsNil);
        Assert.True(new Event("a/b", null).Data.IsNil);
        Assert.Null(new Event("a/b").Data.ToValue());
    }

    [Fact]
    public void An_event_from_the_wire_may_have_any_id_and_is_packed_at_first_need()
    {
        var evt = Event.FromWire("chsk/uidport-open", EventData.From("u1"));
        Assert.Equal("[:chsk/uidport-open \"u1\"]", Text(evt));
        Assert.Same(evt.Encoded, evt.Encoded);
        Assert.Equal("[:a/b {:x/y 1}]", Text(Event.FromWire("a/b", Data("#:x{:y #_z 1}"))));
        Assert.Equal("[:a/b]", Text(Event.FromWire("a/b", default)));
    }

    [Theory]
    [InlineData("{:a 1 :a 2}", "$")]
    [InlineData("[#inst \"x\"]", "$[0]")]
    [InlineData("{1 1, 1.0 2}", "$")]
    public void What_breaks_a_rule_is_not_passed_on_to_other_clients(string data, string path) =>
        Assert.Equal(path, Assert.Throws<SenteDataException>(() => Event.FromWire("a/b", Data(data)).Encoded).Path);

    [Fact]
    public void What_browsers_refuse_is_not_passed_on_to_them()
    {
        var evt = Event.FromWire("a/b", Data("{:a [#js {}]}"));
        Assert.False(evt.Encoded.TryGetBytes(Packers.Edn, out _, out var error));
        Assert.Contains("$[1].a[0]", error, StringComparison.Ordinal);
        Assert.Equal(new TaggedValue(Sym("js"), ValueMap.Empty), ((ValueVector)evt.Data.As<ValueMap>().Get("a")!)[0]);
    }

    [Fact]
    public void Events_and_data_print_as_edn()
    {
        Assert.Equal("[:a/b {:x 1}]", new Event("a/b", new { x = 1 }).ToString());
        Assert.Equal("[:a/b]", new Event("a/b").ToString());
        Assert.Equal("nil", default(EventData).ToString());
        Assert.Contains("not a number", Data("08").ToString(), StringComparison.Ordinal);
    }

    private static string Text(Event evt) => evt.Encoded.TryGetBytes(Packers.Edn, out var bytes, out var error)
        ? Encoding.UTF8.GetString(bytes.Span)
        : throw new SenteDataException(error);
}
