using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>How an app's own types are written.</summary>
public class WrittenTypesTests
{
    private enum Status
    {
        Active,
        OnHold,
        [SenteKey("status/gone!")]
        Deleted,
    }

    public static TheoryData<object, string> Values => new()
    {
        { new { msg = "hi" }, "{:msg \"hi\"}" },
        { new { }, "{}" },
        { new Ping(), "{}" },
        { new Person("Ann", null, new Address("Main", [1, 2])), "{:full-name \"Ann\", :nick nil, :home-address {:street \"Main\", :zip-codes [1 2]}}" },
        { new Renamed("x", true), "{:user/id \"x\", :admin? true}" },
        { new Derived { Base = 1, HTTPServer = "h", Url2 = 2 }, "{:base 1, :http-server \"h\", :url2 2}" },
        { new Overriding { Name = "new" }, "{:name \"new\"}" },
        { new Point(1, 2.5), "{:x 1, :y 2.5}" },
        { new KeyValuePair<string, int>("k", 1), "{:key \"k\", :value 1}" },

        { (sbyte)-1, "-1" },
        { (byte)1, "1" },
        { (short)-2, "-2" },
        { (ushort)2, "2" },
        { -3, "-3" },
        { 3u, "3" },
        { 4ul, "4" },
        { (Int128)5, "5" },
        { (UInt128)6, "6" },
        { 1.5f, "1.5" },
        { (Half)0.5, "0.5" },
        { 1.10m, "1.10M" },
        { -79228162514264337593543950335m, "-79228162514264337593543950335M" },
        { new BigInteger(7), "7N" },
        { 'x', "\\x" },
        { Status.OnHold, ":on-hold" },
        { Status.Deleted, ":status/gone!" },
        { new Uri("https://example.org/ü?q"), "\"https://example.org/ü?q\"" },
        { new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), "#inst \"2024-01-02T03:04:05.000-00:00\"" },
        { new DateTime(2024, 1, 2, 3, 4, 5), "#inst \"2024-01-02T03:04:05.000-00:00\"" },
        { new DateOnly(2024, 1, 2), "\"2024-01-02\"" },
        { new TimeOnly(3, 4, 5), "\"03:04:05.0000000\"" },
        { TimeSpan.FromMinutes(90), "\"01:30:00\"" },

        { new[] { 1, 2 }, "[1 2]" },
        { new List<string?> { "a", null }, "[\"a\" nil]" },
        { new int?[] { 1, null }, "[1 nil]" },
        { Enumerable.Range(0, 3).Select(i => new { i }), "[{:i 0} {:i 1} {:i 2}]" },
        { ImmutableArray.Create(1, 2), "[1 2]" },
        { new Queue<int>([1, 2]), "[1 2]" },
        { new ArrayList { 1, "a" }, "[1 \"a\"]" },
        { new ArraySegment<int>([1, 2, 3], 1, 2), "[2 3]" },
        { (1, "a", (object?)null), "[1 \"a\" nil]" },
        { Tuple.Create(1, 'c'), "[1 \\c]" },
        { new HashSet<string> { "a" }, "#{\"a\"}" },
        { new SortedSet<int> { 3, 1, 2 }, "#{1 2 3}" },
        { new[] { 1.5, 2 }.ToFrozenSet().ToImmutableSortedSet(), "#{1.5 2.0}" },
        { new Dictionary<string, int> { ["a b"] = 1 }, "{\"a b\" 1}" },
        { new Dictionary<Keyword, object?> { [Key("a/b")] = null }, "{:a/b nil}" },
        { new SortedDictionary<int, Status> { [2] = Status.Active, [1] = Status.OnHold }, "{1 :on-hold, 2 :active}" },
        { new Dictionary<Point, int> { [new Point(1, 2)] = 3 }, "{{:x 1, :y 2.0} 3}" },
        { new ConcurrentDictionary<Guid, bool> { [Guid.Empty] = true }, "{#uuid \"00000000-0000-0000-0000-000000000000\" true}" },
        { new Hashtable { ["k"] = 1 }, "{\"k\" 1}" },

        { Data("{:a #_x 1}"), "{:a 1}" },
        { EncodedValue.From(new { a = 1 }), "{:a 1}" },
        { new Event("a/b", 1), "[:a/b 1]" },
        { new { unmatched = new Event("a/b"), data = Data("[1 2]"), any = (object)new { z = 1 }, none = default(EventData) }, "{:unmatched [:a/b], :data [1 2], :any {:z 1}, :none nil}" },
        { new { shape = (IShape)new Circle(2) }, "{:shape {:radius 2}}" },
        { new Node(1, new Node(2, null)), "{:value 1, :next {:value 2, :next nil}}" },
    };

    public static TheoryData<object, string, string> Refused => new()
    {
        { new { a = new { b = Task.CompletedTask } }, "$.a.b", "await it" },
        { new { a = (Func<int>)(() => 1) }, "$.a", "call it" },
        { new object[] { 1, typeof(int) }, "$[1]", "is not data" },
        { new Dictionary<string, object> { ["k"] = new MemoryStream() }, "$[\"k\"]", "read it" },
        { new { a = new object() }, "$.a", "bare object" },
        { new { a = new NoProperties() }, "$.a", "NoProperties is not data: it has no public properties" },
        { new { a = new[] { (Status)7 } }, "$.a[0]", "7 is not a member of the enum Status" },
        { new { a = new Clash("x", "y") }, "$.a", "two members with the key :same" },
        { new { a = new int[1, 1] }, "$.a", "is not data" },
        { new { a = new BadName(1) }, "$.a", "[SenteKey]" },
        { new { a = System.Text.Json.JsonDocument.Parse("1").RootElement }, "$.a", "JsonElement is not data: deserialize it" },
        { new { a = ulong.MaxValue }, "$.a", "2^53" },
        { (1, 2, new { x = (nint)1 }), "$[2].x", "is not data" },
        { new HashSet<DateTimeOffset> { DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(1) }, "$[1]", "twice" },
        { new { a = new HashSet<int[]> { new[] { 1 }, new[] { 1 } } }, "$.a[1]", "twice" },
        { new Dictionary<object, int> { [1] = 1, [1.0] = 2 }, "$", "twice" },
        { new Hashtable { ['a'] = 1, ["a"] = 2 }, "$", "twice" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void It_writes(object value, string expected) => Assert.Equal(expected, Write(value));

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_is_not_data_is_refused_by_type_and_path(object value, string path, string reason)
    {
        var error = Assert.Throws<SenteDataException>(() => Write(value));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(path == "$" ? "." : $"(at {path})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_apps_own_code_throws_comes_through_as_it_is() =>
        Assert.Throws<InvalidOperationException>(() => Write(new Throwing()));

    [Fact]
    public void Members_can_be_kept_off_the_wire() => Assert.Equal("{:seen 1}", Write(new Hiding()));

    [Fact]
    public void Values_can_be_written_while_others_are() => Assert.Equal("{:inner \"[1 2]\"}", Write(new Nesting()));

    public record Ping;

    public record Person(string FullName, string? Nick, Address HomeAddress);

    public record Address(string Street, int[] ZipCodes);

    public record Renamed([SenteKey("user/id")] string Id, [property: SenteKey("admin?")] bool IsAdmin);

    public record struct Point(int X, double Y);

    public record Node(int Value, Node? Next);

    public record Clash([SenteKey("same")] string A, [SenteKey("same")] string B);

    public record BadName([SenteKey("1 2")] int A);

    public interface IShape;

    public record Circle(int Radius) : IShape;

    public class BaseType
    {
        public int Base { get; set; }
    }

    public class Derived : BaseType
    {
        public string? HTTPServer { get; set; }

        public int Url2 { get; set; }

        public int this[int index] => index;

        public static int Static => 1;

        internal int Internal => 2;

        public int WriteOnly
        {
            set => Base = value;
        }
    }

    public class Overridden
    {
        public virtual object? Name { get; set; }
    }

    public class Overriding : Overridden
    {
        public new string? Name { get; set; }
    }

    public class NoProperties
    {
        private readonly int _field = 1;

        public int Method() => _field;
    }

    public class Throwing
    {
        public int Value => throw new InvalidOperationException();
    }

    public class Hiding
    {
        public int Seen => 1;

        [SenteIgnore]
        public Task Hidden => Task.CompletedTask;
    }

    public class Nesting
    {
        public string Inner => Write(new[] { 1, 2 });
    }
}
