using System.Text;

namespace Sente.Wire.Tests;

/// <summary>Converts EDN text to values and back.</summary>
internal static class Edn
{
    public static object? Read(string edn) => Data(edn).ToValue();

    public static T Read<T>(string edn) => Data(edn).As<T>();

    public static EventData Data(string edn) => new(Encoding.UTF8.GetBytes(edn), Packers.Edn);

    public static string Write(object? value) => EncodedValue.From(value).TryGetBytes(Packers.Edn, out var bytes, out var error)
        ? Encoding.UTF8.GetString(bytes.Span)
        : throw new SenteDataException(error);

    public static Keyword Key(string text) => Keyword.Parse(text);

    public static Symbol Sym(string text) => Symbol.Parse(text);
}
