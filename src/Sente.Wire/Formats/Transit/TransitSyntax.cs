namespace Sente.Wire;

/// <summary>
/// The meaning of Transit's strings, by their first characters:
/// <code>
///   ~:k keyword   ~$s symbol   ~i1 integer   ~n1 big integer   ~d1.5 double   ~f1.5 decimal   ~_ nil   ~?t ~?f boolean
///   ~ca character   ~u.. UUID   ~m0 instant in ms   ~t.. instant in ISO form   ~b.. bytes   ~r.. URI   ~zNaN ~zINF ~z-INF
///   ~#tag a tag, first in an array of two      ^0 ^1 .. a string in the key cache      "^ " first in an array: a map
///   ~~ ~^ ~` a string that begins with the second of these
/// </code>
/// </summary>
internal static class TransitSyntax
{
    public const byte Escape = (byte)'~';
    public const byte Cached = (byte)'^';
    public const byte Reserved = (byte)'`';
    public const byte Tag = (byte)'#';

    private const int MinCachedCharacters = 4;

    /// <summary>Whether a tag is one of Transit's own.</summary>
    public static bool IsOwnTag(string tag) => tag.Length <= 1 || tag is "set" or "list" or "cmap" or "ratio";

    /// <summary>Whether Transit caches a string.</summary>
    /// <param name="text">The string as it is written, with its tilde.</param>
    /// <param name="characters">Its length in UTF-16 characters.</param>
    /// <param name="isKey">Whether it is a map's key.</param>
    public static bool IsCacheable(ReadOnlySpan<byte> text, int characters, bool isKey) => characters >= MinCachedCharacters
        && (isKey || (text[0] == Escape && text[1] is (byte)':' or (byte)'$' or Tag));
}
