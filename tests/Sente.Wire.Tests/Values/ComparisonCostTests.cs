using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>
/// Reading, comparing, hashing and passing on a value takes at most linear time, whatever its nesting and its keys. Measured in steps (items
/// of collections that are hashed or compared), not in seconds.
/// </summary>
public class ComparisonCostTests
{
    // A few per item: when its set or map is created, when it is hashed, when it is compared; and in a set or map of up to eight items,
    // comparisons with half of the others.
    private const int StepsPerItem = 24;

    private static readonly Dictionary<string, Func<string, string>> Nestings = new()
    {
        ["sets"] = items => $"#{{{items}}}",
        ["maps as keys"] = items => $"{{{string.Join(' ', items.Split('\n').Select(item => item + " 1"))}}}",
        ["maps as values"] = items => $"{{{string.Join(' ', items.Split('\n').Select((item, i) => $"{i} {item}"))}}}",
        ["vectors"] = items => $"[{items}]",
        ["lists"] = items => $"({items})",
        ["tagged values"] = items => $"#my/t [{items}]",
    };

    public static TheoryData<string> Names { get; } = [.. Nestings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_takes_linear_time(string nesting) => IsLinear(nesting, edn => Edn.Data(edn).ToValue());

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_as_a_record_takes_linear_time(string nesting) =>
        IsLinear(nesting, edn => Edn.Data($"#{{{{:keys #{{{edn}}} :value {edn}}} {{:keys #{{1}} :value {edn}}}}}").As<HashSet<Holder>>(), copies: 3);

    [Theory]
    [MemberData(nameof(Names))]
    public void Comparing_equal_values_and_hashing_take_linear_time(string nesting) => IsLinear(nesting, edn =>
    {
        var (one, other) = (Edn.Read(edn), Edn.Read(edn));
        Assert.True(PlainValue.Equals(one, other));
        Assert.True(BrowserKeys.Same(one, other));
        Assert.Equal(PlainValue.GetHashCode(one), PlainValue.GetHashCode(other));
        return null;
    }, copies: 3);

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_that_differ_only_deep_inside_are_told_apart_in_linear_time(string nesting) => IsLinear(nesting, edn =>
    {
        var innermost = edn.LastIndexOf('7');
        var (one, other) = (Edn.Read(edn), Edn.Read(edn.Insert(innermost, "9")));
        Assert.False(PlainValue.Equals(one, other));
        Assert.False(BrowserKeys.Same(one, other));
        return new ValueSet(one, other, new ValueVector(one), new ValueVector(other));
    }, copies: 2);

    [Theory]
    [MemberData(nameof(Names))]
    public void Passing_on_takes_linear_time(string nesting) => IsLinear(nesting, edn =>
    {
        var data = Edn.Data($"#{{{edn} 1}}");
        return Packers.Transit.Pack(data).Concat(EncodedValue.From(data).Snapshot.ToArray()).Concat(Packers.Transit.Pack(data.ToValue())).ToArray();
    }, copies: 3);

    // Regression: a set was encoded once to check its items and once to write them, as was each set in it, so each level doubled the cost.
    [Fact]
    public void Writing_records_in_sets_in_records_takes_linear_time()
    {
        var (few, many) = (Steps(() => EncodedValue.From(Tree(10))), Steps(() => EncodedValue.From(Tree(40))));
        Assert.InRange(many, 1, 8 * few);

        static Node Tree(int depth) => new(depth, depth == 0 ? [] : [Tree(depth - 1), new Node(-1, [])]);
    }

    [Fact]
    public void Keys_that_browsers_take_for_one_another_are_found_at_any_depth_of_an_apps_types()
    {
        var first = DateTimeOffset.UnixEpoch;
        foreach (var value in (object[])
            [
                new HashSet<List<DateTimeOffset>> { new() { first }, new() { first.AddTicks(1) } },
                new Dictionary<Wrapped, int> { [new Wrapped([first])] = 1, [new Wrapped([first.AddTicks(1)])] = 2 },
                new HashSet<HashSet<DateTimeOffset>[]> { new[] { new HashSet<DateTimeOffset> { first, first.AddTicks(1) } } },
                new[] { new HashSet<Node> { new(1, []), new(1, []) } },
            ])
        {
            Assert.Contains("twice", Assert.Throws<SenteDataException>(() => EncodedValue.From(value)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Keys_chosen_to_have_one_hash_cost_a_bounded_number_of_comparisons()
    {
        var data = new EventData(Encoding.UTF8.GetBytes($"#{{{string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"{{:number {i}}}"))}}}"), Packers.Edn);
        Colliding.Compared = 0;
        Assert.Contains("same hash code", Assert.Throws<SenteDataException>(() => data.As<HashSet<Colliding>>()).Message, StringComparison.Ordinal);
        Assert.InRange(Colliding.Compared, 1, 10_000);

        data = EventData.From(Enumerable.Range(0, 20_000).ToDictionary(i => new Honest(i), i => i));
        Assert.Throws<SenteDataException>(() => data.As<Dictionary<Colliding, int>>());
        Assert.InRange(Colliding.Compared, 1, 20_000);
        Assert.Equal(20_000, data.As<Dictionary<Honest, int>>().Count);
    }

    [Fact]
    public void A_poor_hash_is_good_enough_for_a_few_and_free_once_they_are_read()
    {
        var few = EventData.From(Enumerable.Range(0, 40).Select(i => new Honest(i))).As<HashSet<Colliding>>();
        for (var i = 0; i < 2000; i++)
        {
            Assert.True(few.Add(new Colliding(1000 + i)));
        }
    }

    // .NET hashes all of these to 0.
    [Fact]
    public void Numbers_chosen_to_have_one_hash_are_scattered_in_every_collection()
    {
        var numbers = Enumerable.Range(1, 1000).Select(i => ((long)i << 32) | (uint)i).ToArray();
        Assert.All(numbers, number => Assert.Equal(0, number.GetHashCode()));
        var data = EventData.From(numbers);
        Scatters(data.As<HashSet<long>>().Comparer);
        Scatters(data.As<ImmutableHashSet<long>>().KeyComparer);
        Scatters(data.As<System.Collections.Frozen.FrozenSet<long>>().Comparer);
        var map = EventData.From(numbers.ToDictionary(number => number));
        Scatters(map.As<Dictionary<long, long>>().Comparer);
        Scatters(map.As<ImmutableDictionary<long, long>>().KeyComparer);
        Scatters(map.As<ConcurrentDictionary<long, long>>().Comparer);
        Assert.InRange(data.As<HashSet<object>>().Comparer is var comparer ? numbers.Select(number => comparer.GetHashCode(number)).Distinct().Count() : 0, 990, 1000);

        void Scatters(IEqualityComparer<long> by) => Assert.InRange(numbers.Select(by.GetHashCode).Distinct().Count(), 990, 1000);
    }

    [Fact]
    public void Hashes_of_doubles_that_are_equal_are_equal()
    {
        var otherNaN = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) + 1);
        Assert.True(PlainValue.Equals(double.NaN, otherNaN));
        Assert.Equal(PlainValue.GetHashCode(double.NaN), PlainValue.GetHashCode(otherNaN));
        Assert.Equal(PlainValue.GetHashCode(0.0), PlainValue.GetHashCode(-0.0));
    }

    // At about 4,000 and 32,000 items: the steps grow no faster than the items.
    private static void IsLinear(string nesting, Func<string, object?> act, int copies = 1)
    {
        foreach (var levels in (int[])[3, 4])
        {
            var items = (int)Math.Pow(8, levels + 1);
            var edn = Nested(nesting, levels, 0);
            Assert.InRange(Steps(() => act(edn)), 0, (long)StepsPerItem * items * copies);
        }
    }

    // Eight members per level: seven are the same in all values of the level, and only the last one differs.
    private static string Nested(string nesting, int levels, int last)
    {
        var members = Enumerable.Range(0, 8).Select(i => i < 7 ? i : 7 + last)
            .Select(member => levels == 0 ? member.ToString(CultureInfo.InvariantCulture) : Nested(nesting, levels - 1, member));
        return Nestings[nesting](string.Join('\n', members));
    }

    private static long Steps(Func<object?> act)
    {
        var before = ValueHash.Steps;
        GC.KeepAlive(act());
        return ValueHash.Steps - before;
    }

    private sealed record Holder(ValueSet Keys, object? Value);

    private sealed record Node(int Number, HashSet<Node> Children);

    private sealed record Wrapped(List<DateTimeOffset> Times);

    private sealed record Honest(int Number);

    private sealed record Colliding(int Number)
    {
        [ThreadStatic]
        private static int _compared;

        public static int Compared
        {
            get => _compared;
            set => _compared = value;
        }

        public bool Equals(Colliding? other)
        {
            _compared++;
            return other?.Number == Number;
        }

        public override int GetHashCode() => 17;
    }
}
