using System.Globalization;

namespace Sente.Bench.Wire;

/// <summary>A small event, like most pushes.</summary>
public sealed record Note(string Text, int Number, bool IsRead);

/// <summary>One of the maps of Sente's own test data.</summary>
public sealed record Entry(Guid Id, string Name, string[] Tags, double[] Doubles, int[] Ints, HashSet<string> Kinds);

/// <summary>
/// The shape of Sente's own test data: 64 ints by string and 128 maps with UUIDs, strings, vectors of doubles and ints and sets.
/// Its composite keys are only in the plain values, because JSON documents can't have them.
/// </summary>
public sealed record Large(Dictionary<string, int> Numbers, Entry[] Entries);

/// <summary>The data that is measured, the same on every run.</summary>
internal static class Samples
{
    public static Note Note { get; } = new("You have mail", 42, true);

    public static Large Large { get; } = MakeLarge(new Random(1));

    /// <summary>The large data as plain values with composite keys, for packers that can represent them.</summary>
    public static ValueMap Plain { get; } = MakePlain(Large);

    private static Large MakeLarge(Random random) => new(
        Enumerable.Range(0, 64).ToDictionary(i => "key-" + i.ToString(CultureInfo.InvariantCulture), _ => random.Next(100_000)),
        [.. Enumerable.Range(0, 128).Select(i => new Entry(
            NewGuid(random),
            $"Entry number {i}",
            [.. Enumerable.Range(0, 4).Select(tag => $"tag {tag} of {i}")],
            [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble() * 1000)],
            [.. Enumerable.Range(0, 16).Select(_ => random.Next(1_000_000))],
            ["red", "green", "blue"]))]);

    private static Guid NewGuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static ValueMap MakePlain(Large large)
    {
        var plain = (ValueMap)EventData.From(large).ToValue()!;
        return new ValueMap([.. plain.Select(entry => (entry.Key, entry.Value)), (new ValueVector(1, 2), "composite"), (new ValueSet(1, 2), "set")]);
    }
}
