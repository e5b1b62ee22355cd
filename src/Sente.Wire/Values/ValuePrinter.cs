using System.Globalization;
using System.Numerics;
using System.Text;
using Sente.Wire;

namespace Sente;

/// <summary>
/// Prints plain values for people, as EDN: what <c>ToString</c> and error messages show. The text is not for the
/// wire: it shows every value, also those that no format can represent.
/// </summary>
internal sealed class ValuePrinter
{
    // As deep as data may be written. A value that was built deeper is cut, for printing is recursive and the stack is finite.
    private const int MaxDepth = 128;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Prints a plain value.</summary>
    public static string Print(object? value)
    {
        var printer = new ValuePrinter();
        printer.Append(value);
        return printer._text.ToString();
    }

    /// <summary>The name of a character in EDN, without its backslash: <c>newline</c>, <c>u00a0</c>, or the character itself.</summary>
    public static string NameOf(char character) => character switch
    {
        '\n' => "newline",
        ' ' => "space",
        '\t' => "tab",
        '\r' => "return",
        '\b' => "backspace",
        '\f' => "formfeed",
        _ when char.IsControl(character) || char.IsWhiteSpace(character) || char.IsSurrogate(character) => Invariant($"u{(int)character:x4}"),
        _ => character.ToString(),
    };

    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("nil");
                break;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                break;
            case BigInteger number:
                _text.Append(CultureInfo.InvariantCulture, $"{number}N");
                break;
            case double number:
                Append(number);
                break;
            case BigDecimal number:
                _text.Append(CultureInfo.InvariantCulture, $"{number}M");
                break;
            case char character:
                _text.Append('\\').Append(NameOf(character));
                break;
            case string text:
                Append(text);
                break;
            case DateTimeOffset instant:
                _text.Append(CultureInfo.InvariantCulture, $"#inst \"{instant.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}-00:00\"");
                break;
            case Guid uuid:
                _text.Append(CultureInfo.InvariantCulture, $"#uuid \"{uuid}\"");
                break;
            case byte[] bytes:
                _text.Append("#sente/bytes \"").Append(Convert.ToBase64String(bytes)).Append('"');
                break;
            case TaggedValue or ValueSequence or ValueSet or ValueMap:
                AppendNested(value);
                break;
            default:
                // Integers, ratios, keywords and symbols.
                _text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private void Append(double number)
    {
        if (!double.IsFinite(number))
        {
            _text.Append(double.IsNaN(number) ? "##NaN" : number > 0 ? "##Inf" : "##-Inf");
            return;
        }

        var digits = number.ToString("R", CultureInfo.InvariantCulture);
        _text.Append(digits);
        if (number == Math.Truncate(number) && !digits.Contains('E', StringComparison.Ordinal))
        {
            _text.Append(".0");
        }
    }

    private void Append(string text)
    {
        _text.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var shorthand = StringEscapes.Characters.IndexOf(character, StringComparison.Ordinal);
            if (shorthand >= 0)
            {
                _text.Append('\\').Append(StringEscapes.Letters[shorthand]);
            }
            else if (char.IsControl(character) || (char.IsSurrogate(character) && !SafeText.IsHalfOfPair(text, i)))
            {
                _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                _text.Append(character);
            }
        }

        _text.Append('"');
    }

    private void AppendNested(object value)
    {
        if (_depth == MaxDepth)
        {
            _text.Append('…');
            return;
        }

        _depth++;
        switch (value)
        {
            case TaggedValue tagged:
                _text.Append('#').Append(tagged.Tag.Text).Append(' ');
                Append(tagged.Value);
                break;
            case ValueList list:
                AppendItems("(", list.Items, ")");
                break;
            case ValueSequence vector:
                AppendItems("[", vector.Items, "]");
                break;
            case ValueSet set:
                AppendItems("#{", set.Items, "}");
                break;
            case ValueMap map:
                AppendEntries(map);
                break;
        }

        _depth--;
    }

    private void AppendItems(string opening, ReadOnlySpan<object?> items, string closing)
    {
        _text.Append(opening);
        for (var i = 0; i < items.Length; i++)
        {
            _text.Append(i == 0 ? "" : " ");
            Append(items[i]);
        }

        _text.Append(closing);
    }

    private void AppendEntries(ValueMap map)
    {
        _text.Append('{');
        for (var i = 0; i < map.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Append(map.KeyItems[i]);
            _text.Append(' ');
            Append(map.ValueItems[i]);
        }

        _text.Append('}');
    }
}

/// <summary>The characters that EDN and JSON write as a backslash and a letter, and those letters, in the same order.</summary>
internal static class StringEscapes
{
    public const string Characters = "\"\\\n\t\r\b\f";
    public const string Letters = "\"\\ntrbf";
}
