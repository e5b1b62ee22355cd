using System.Buffers.Text;
using System.Text;

namespace Sente.Wire;

/// <summary>UUIDs in UTF-8 text, in the only form that the formats have: <c>f81d4fae-7dec-11d0-a765-00a0c91e6bf6</c>.</summary>
internal static class UuidText
{
    // What the quick parser won't take, .NET's other one may: it has the last word.
    public static bool TryParse(ReadOnlySpan<byte> text, out Guid uuid) =>
        (Utf8Parser.TryParse(text, out uuid, out var length) && length == text.Length)
        || Guid.TryParseExact(Encoding.UTF8.GetString(text), "D", out uuid);
}
