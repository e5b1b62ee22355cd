using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>How values are read as an app's own types.</summary>
public class ReadTypesTests
{
    private enum Status
    {
        Active,
        OnHold,
    }

    [Fact]
    public void A_record_reads_from_a_map_with_keyword_or_string_keys_in_any_order()
    {
        var expected = new Message("hi", 3, null);
        Assert.Equal(expected, Read<Message>("{:text \"hi\", :times 3, :note nil}"));
        Assert.Equal(expected, Read<Message>("{\"note\" nil \"times\" 3 \"text\" \"hi\"}"));
        Assert.Equal(expected, Read<Message>("{:unknown {:a [1]} [1 2] 3, :times 3, :text \"hi\", nil 5}"));
    }

    [Fact]
    public void What_is_nullable_or_has_a_default_may_be_missing()
    {
        Assert.Equal(new Message("hi", 1, null), Read<Message>("{:text \"hi\"}"));
        Assert.Equal(new Defaults(), Read<Defaults>("{}"));
        Assert.Equal(new Defaults { Mutable = 8 }, Read<Defaults>("{:mutable 8}"));
    }

    [Fact]
    public void What_is_required_may_not_be_missing()
    {
        Assert.Contains(":text is missing", Error<Message>("{:times 1}").Message, StringComparison.Ordinal);
        Assert.Contains(":id is missing", Error<WithRequired>("{}").Message, StringComparison.Ordinal);
        Assert.Equal(7, Read<WithRequired>("{:id 7}").Id);
    }

    [Fact]
    public void Nil_is_refused_where_a_type_is_not_nullable()
    {
        Assert.Equal("$.text", Error<Message>("{:text nil}").Path);
        Assert.Equal("$.times", Error<Message>("{:text \"a\" :times nil}").Path);
    }

    [Fact]
    public void A_key_that_comes_twice_is_an_error() =>
        Assert.Contains("twice", Error<Message>("{:text \"a\" \"text\" \"b\"}").Message, StringComparison.Ordinal);

    [Fact]
    public void A_parameter_without_property_is_read_too() => Assert.Equal(6, Read<Computed>("{:left 2 :right 3}").Product);

    [Fact]
    public void An_object_that_refuses_its_data_is_a_data_error()
    {
        var error = Error<Picky[]>("[{:age 1} {:age -1}]");
        Assert.Equal("$[1]", error.Path);
        Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
    }

    [Fact]
    public void Many_members_are_no_problem()
    {
        var edn = Write(new Wide());
        Assert.Equal(70, ((ValueMap)Read(edn)!).Count);
        Assert.Equal(edn, Write(Read<Wide>(edn)));
    }

    [Fact]
    public void Classes_structs_and_anonymous_types_read()
    {
        Assert.Equal(5, Read<Plain>("{:value 5}").Value);
        Assert.Equal(new Coordinates { X = 1, Y = 2 }, Read<Coordinates>("{:x 1 :y 2}"));
        Assert.Equal(new { a = 1, b = "x" }, ReadLike(new { a = 0, b = "" }, "{:a 1 :b \"x\"}"));
        Assert.Equal(new Tree(1, [new Tree(2, [])]), Read<Tree>("{:value 1 :children [{:value 2 :children []}]}"), (a, b) => Write(a) == Write(b));
    }

    [Fact]
    public void Numbers_read_as_the_number_type_asked_for()
    {
        Assert.Equal(1.0, Read<double>("1"));
        Assert.Equal(0.5f, Read<float>("1/2"));
        Assert.Equal(1.5, Read<double>("1.5M"));
        Assert.Equal(2.0, Read<double>("4/2"));
        Assert.Equal(1e20, Read<double>("100000000000000000000"));
        Assert.Equal(100, Read<int>("100.0"));
        Assert.Equal(5, Read<int>("5N"));
        Assert.Equal(ulong.MaxValue, Read<ulong>("18446744073709551615"));
        Assert.Equal(Int128.MinValue, Read<Int128>(Int128.MinValue.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(new BigInteger(7), Read<BigInteger>("7"));
        Assert.Equal(0.1m, Read<decimal>("0.1"));
        Assert.Equal(1.50m, Read<decimal>("1.50M"));
        Assert.Equal(5m, Read<decimal>("5"));
        Assert.Equal(new BigDecimal(15, 1), Read<BigDecimal>("1.5"));
        Assert.Null(Read<int?>("nil"));
        Assert.Equal(3, Read<int?>("3"));
    }

    [Theory]
    [InlineData("256", typeof(byte))]
    [InlineData("-1", typeof(byte))]
    [InlineData("-1", typeof(ulong))]
    [InlineData("2147483648", typeof(int))]
    [InlineData("1.5", typeof(int))]
    [InlineData("##Inf", typeof(int))]
    [InlineData("##NaN", typeof(decimal))]
    [InlineData("1e300", typeof(decimal))]
    [InlineData("1E+999999999M", typeof(decimal))]
    [InlineData("\"1\"", typeof(int))]
    [InlineData("nil", typeof(int))]
    [InlineData("1", typeof(bool))]
    [InlineData("1", typeof(string))]
    [InlineData(":a", typeof(string))]
    [InlineData("\"ab\"", typeof(char))]
    [InlineData("\"a\"", typeof(Keyword))]
    [InlineData("\"x\"", typeof(Guid))]
    [InlineData("\"!\"", typeof(byte[]))]
    [InlineData("\"01:00\"", typeof(DateOnly))]
    [InlineData(":gone", typeof(Status))]
    [InlineData("[1]", typeof(ValueMap))]
    [InlineData("[1 2 3]", typeof((int, int)))]
    [InlineData("[1]", typeof((int, int)))]
    [InlineData("[1]", typeof(Message))]
    [InlineData("{:a 1}", typeof(List<int>))]
    [InlineData("[1]", typeof(Dictionary<string, int>))]
    [InlineData("{:a 1 \"a\" 2}", typeof(Dictionary<string, int>))]
    [InlineData("{nil 1}", typeof(Dictionary<string, int>))]
    [InlineData("#{1 1}", typeof(HashSet<int>))]
    [InlineData("{}", typeof(IFormattable))]
    [InlineData("{}", typeof(Task))]
    [InlineData("{}", typeof(TwoConstructors))]
    [InlineData("[:a 1]", typeof(Event))]
    [InlineData("[1 2]", typeof(Event))]
    public void What_does_not_fit_the_type_is_an_error(string edn, Type type) =>
        Assert.Throws<SenteDataException>(() => Data(edn).As(type));

    [Fact]
    public void Errors_name_expectation_arrival_and_path()
    {
        var error = Error<Order>("{:user {:addresses [{:zip 1} {:zip 2} {:zip \"x\"}]}}");
        Assert.Equal("Expected int, got a string. (at $.user.addresses[2].zip)", error.Message);
        Assert.Equal("$.user.addresses[2].zip", error.Path);
        Assert.Equal("Expected Status (:active, :on-hold), got :gone. (at $[\"k\"])", Error<Dictionary<string, Status>>("{:k :gone}").Message);
    }

    [Fact]
    public void Scalars_read_from_their_forms()
    {
        Assert.Equal("a", Read<string>("\\a"));
        Assert.Equal('a', Read<char>("\"a\""));
        Assert.Equal(Status.OnHold, Read<Status>(":on-hold"));
        Assert.Equal(Status.OnHold, Read<Status>("\"on-hold\""));
        Assert.Equal(Status.OnHold, Read<Status>("\"OnHold\""));
        Assert.Equal(Key("a/b"), Read<Keyword>(":a/b"));
        Assert.Equal(Guid.Empty, Read<Guid>("\"00000000-0000-0000-0000-000000000000\""));
        Assert.Equal(new Uri("https://example.org/"), Read<Uri>("\"https://example.org/\""));
        Assert.Equal(new byte[] { 1, 2 }, Read<byte[]>("\"AQI=\""));
        Assert.Equal(new DateTime(2024, 1, 2), Read<DateTime>("#inst \"2024-01-02\""));
        Assert.Equal(DateTimeKind.Utc, Read<DateTime>("#inst \"2024-01-02\"").Kind);
        Assert.Equal(DateTimeOffset.UnixEpoch, Read<DateTimeOffset>("\"1970-01-01T00:00:00Z\""));
        Assert.Equal(new DateOnly(2024, 1, 2), Read<DateOnly>("\"2024-01-02\""));
        Assert.Equal(new TimeOnly(3, 4), Read<TimeOnly>("\"03:04\""));
        Assert.Equal(TimeSpan.FromSeconds(5), Read<TimeSpan>("\"00:00:05\""));
        Assert.Null(Read<string>("nil"));
    }

    [Fact]
    public void Collections_read_from_vectors_lists_and_sets()
    {
        Assert.Equal([1, 2], Read<int[]>("[1 2]"));
        Assert.Equal([1, 2], Read<List<int>>("(1 2)"));
        Assert.Equal([1, 2], Read<IReadOnlyList<int>>("#{1 2}"));
        Assert.Equal([1, 2], Read<IEnumerable<int>>("[1 2]"));
        Assert.Equal([1, 2], Read<ImmutableArray<int>>("[1 2]").AsEnumerable());
        Assert.Equal([1, 2], Read<ImmutableList<int>>("[1 2]"));
        Assert.Equal([1, 2], Read<Queue<int>>("[1 2]"));
        Assert.Equal([1, 2], Read<ObservableCollection<int>>("[1 2]"));
        Assert.Equal([1, 2], Read<HashSet<int>>("#{1 2}").Order());
        Assert.Equal([1, 2], Read<ISet<int>>("[1 2 1]").Order());
        Assert.Equal([1, 2], Read<FrozenSet<int>>("[1 2]").Order());
        Assert.Equal([1, 2], Read<ImmutableHashSet<int>>("[1 2]").Order());
        Assert.Equal([1, 2], Read<SortedSet<int>>("[2 1]"));
        Assert.Equal((1, "a"), Read<(int, string)>("[1 \"a\"]"));
        Assert.Equal(Tuple.Create(1, 2.0), Read<Tuple<int, double>>("(1 2)"));
    }

    [Fact]
    public void Dictionaries_read_from_maps()
    {
        Assert.Equal(2, Read<Dictionary<string, int>>("{:a/b 1 \"c\" 2}")["c"]);
        Assert.Equal(1, Read<Dictionary<string, int>>("{:a/b 1 \"c\" 2}")["a/b"]);
        Assert.Equal("x", Read<IReadOnlyDictionary<long, string>>("{1 \"x\"}")[1]);
        Assert.Equal("x", Read<FrozenDictionary<Guid, string>>("{#uuid \"00000000-0000-0000-0000-000000000000\" \"x\"}")[Guid.Empty]);
        Assert.Equal(1, Read<ImmutableDictionary<Keyword, int>>("{:a 1}")[Key("a")]);
        Assert.Equal(1, Read<SortedDictionary<string, int>>("{:a 1}")["a"]);
        Assert.Equal(Status.Active, Read<IDictionary<Status, Status>>("{:on-hold :active}")[Status.OnHold]);
    }

    [Fact]
    public void Parts_can_stay_packed_or_plain()
    {
        var read = Read<Mixed>("{:raw {:a [1 2]} :any [:x nil] :map {1 2}}");
        Assert.Equal([1, 2], read.Raw.As<Dictionary<string, int[]>>()["a"]);
        Assert.Equal(new ValueVector(Key("x"), null), read.Any);
        Assert.Equal(2L, read.Map[1]);
        var evt = Read<Event>("[:a/b {:c 1}]");
        Assert.Equal("a/b", evt.Id);
        Assert.Equal("[:a/b {:c 1}]", Write(evt));
    }

    [Fact]
    public void Keys_that_a_client_chose_to_collide_do_not()
    {
        // .NET hashes all these longs to 0.
        var keys = Enumerable.Range(1, 50_000).Select(i => ((long)i << 32) | (uint)i);
        var edn = "{" + string.Join(" ", keys.Select(key => $"{key} 1")) + "}";
        var dictionary = Read<Dictionary<long, int>>(edn);
        Assert.Equal(50_000, dictionary.Count);
        Assert.NotEqual(EqualityComparer<long>.Default, dictionary.Comparer);
        Assert.Equal(50_000, ((ValueMap)Read(edn)!).Count);
    }

    private static T ReadLike<T>(T example, string edn) => example is null ? throw new InvalidOperationException() : Read<T>(edn);

    private static SenteDataException Error<T>(string edn) => Assert.Throws<SenteDataException>(() => Read<T>(edn));

    public record Message(string Text, int Times = 1, string? Note = null);

    public record Defaults(int Number = 5, string Text = "t", Kind Kind = Kind.Second, Kind? Maybe = Kind.First)
    {
        public int Mutable { get; set; } = 7;

        public int Init { get; init; } = 9;
    }

    public enum Kind
    {
        First,
        Second,
    }

    public class WithRequired
    {
        public required int Id { get; init; }
    }

    public class Computed(int left, int right)
    {
        public int Product => left * right;
    }

    public record Picky
    {
        public Picky(int age)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(age);
            Age = age;
        }

        public int Age { get; }
    }

    public class Plain
    {
        public int Value { get; set; }
    }

    public struct Coordinates
    {
        public int X { get; set; }

        public int Y { get; init; }
    }

    public record Tree(int Value, Tree[] Children);

    public record Order(User User);

    public record User(List<Address> Addresses);

    public record Address(int Zip);

    public record Mixed(EventData Raw, object Any, ValueMap Map);

    public class TwoConstructors
    {
        public TwoConstructors(int a) => A = a;

        public TwoConstructors(int a, int b) => A = a + b;

        public int A { get; }
    }
}
