using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Keywords by their UTF-8 text, so that an id or key that was read before allocates no string. Bounded and lock-free: a slot is
/// simply overwritten, so a flood of new names causes cache misses and uses no memory.
/// </summary>
internal static class KeywordCache
{
    private const int Slots = 2048;
    private const int MaxCachedBytes = 64;

    private static readonly Keyword?[] Cache = new Keyword?[Slots];

    /// <summary>Returns the keyword of a name in UTF-8, without its colon.</summary>
    /// <exception cref="SenteDataException">The name is invalid.</exception>
    public static Keyword Get(ReadOnlySpan<byte> utf8) => Find(utf8) ?? Keep(Keyword.Parse(Encoding.UTF8.GetString(utf8)));

    /// <summary>Returns the keyword of a name without its colon.</summary>
    /// <exception cref="SenteDataException">The name is invalid.</exception>
    public static Keyword Get(string text)
    {
        Span<byte> utf8 = stackalloc byte[MaxCachedBytes];
        var status = Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false);
        return (status == OperationStatus.Done ? Find(utf8[..length]) : null) ?? Keep(Keyword.Parse(text));
    }

    /// <summary>Returns the keyword of a name in UTF-8, without its colon; null if the name is invalid.</summary>
    public static Keyword? TryGet(ReadOnlySpan<byte> utf8)
    {
        if (Find(utf8) is { } cached)
        {
            return cached;
        }

        return Keyword.TryParse(Encoding.UTF8.GetString(utf8), out var keyword) ? Keep(keyword) : null;
    }

    private static Keyword? Find(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MaxCachedBytes && Volatile.Read(ref Slot(utf8)) is { } cached && cached.Utf8.SequenceEqual(utf8) ? cached : null;

    private static Keyword Keep(Keyword keyword)
    {
        if (keyword.Utf8.Length <= MaxCachedBytes)
        {
            Volatile.Write(ref Slot(keyword.Utf8), keyword);
        }

        return keyword;
    }

    private static ref Keyword? Slot(ReadOnlySpan<byte> utf8) => ref Cache[Hash(utf8) & (Slots - 1)];

    internal static int Hash(ReadOnlySpan<byte> utf8)
    {
        ulong head, tail;
        if (utf8.Length >= 8)
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..]);
        }
        else
        {
            head = tail = 0;
            foreach (var b in utf8)
            {
                head = (head << 8) | b;
            }
        }

        var mixed = (head * 0x9E3779B97F4A7C15) ^ (tail * 0xC2B2AE3D27D4EB4F) ^ (uint)utf8.Length;
        return (int)((mixed * 0x9E3779B97F4A7C15) >> 40);
    }
}
