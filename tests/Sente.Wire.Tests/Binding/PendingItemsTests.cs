using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>Nested collections share one stack of items while they are read.</summary>
public class PendingItemsTests
{
    [Fact]
    public void Collections_of_one_type_nest()
    {
        Assert.Equal([1, 2, 3], Read<int[]>("[1 2 3]"));
        int[][] expected = [[1, 2], [], [3]];
        Assert.Equal(expected, Read<int[][]>("[[1 2] [] [3]]"));
        Assert.Equal("[1 [2 [3 {4 [5], 6 #{7}}] 8] 9]", Write(Read("[1 [2 [3 {4 [5], 6 #{7}}] 8] 9]")));
    }

    [Theory]
    [InlineData("[1 [2 {:a [3 #inst \"no\"]}]]", "$[1][1].a[1]")]
    [InlineData("{:a 1, [1 2] [3 #uuid \"no\"]}", "$[[1 2]][1]")]
    [InlineData("[[1 [2]] {:a {:b 1, :b 2}}]", "$[1].a")]
    public void What_fails_in_the_middle_leaves_nothing_behind(string edn, string path)
    {
        Assert.Equal(path, Assert.Throws<SenteDataException>(() => Read(edn)).Path);
        Assert.Equal(0, PendingItems<object?>.Current.Count);
        Assert.Equal(new ValueVector(1, 2), Read("[1 2]"));
    }

    [Fact]
    public void More_items_than_are_kept_room_for_are_read_too()
    {
        var many = Enumerable.Range(0, 10_000).ToArray();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(many, EventData.From(many).As<int[]>());
            Assert.Equal(many.Select(number => (long)number), ((ValueVector)EventData.From(many).ToValue()!).Cast<long>());
        }
    }

    [Fact]
    public void A_constructor_may_read_data_of_its_own() =>
        Assert.Equal(["a", "b", "a", "b"], Read<Doubled>("[\"a\" \"b\"]"));

    private sealed class Doubled : List<string>
    {
        public Doubled(IEnumerable<string> items)
        {
            AddRange(items);
            AddRange(EventData.From(this).As<string[]>());
        }
    }
}
