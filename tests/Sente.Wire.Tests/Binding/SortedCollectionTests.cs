using System.Collections.Immutable;
using System.Globalization;
using static Sente.Wire.Tests.Edn;

namespace Sente.Wire.Tests;

/// <summary>Sorted collections of strings are ordinal in every culture: in a culture's order, different strings may be the same key.</summary>
public class SortedCollectionTests
{
    /// <summary>A culture ignores a zero-width joiner, and sorts capitals among small letters.</summary>
    private static readonly string[] Ordinal = ["B", "a", "a\u200d", "b"];

    [Theory]
    [InlineData("")]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    public void Every_string_is_a_key_of_its_own_in_ordinal_order(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            const string Map = "{\"b\" 1, \"a\" 2, \"B\" 3, \"a\u200d\" 4}";
            Assert.Equal(Ordinal, Read<SortedDictionary<string, int>>(Map)!.Keys);
            Assert.Equal(Ordinal, Read<SortedList<string, int>>(Map)!.Keys);
            Assert.Equal(Ordinal, Read<ImmutableSortedDictionary<string, int>>(Map)!.Keys);

            const string Set = "#{\"b\" \"a\" \"B\" \"a\u200d\"}";
            Assert.Equal(Ordinal, Read<SortedSet<string>>(Set)!);
            Assert.Equal(Ordinal, Read<ImmutableSortedSet<string>>(Set)!);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
