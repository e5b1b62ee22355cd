using System.Collections.Frozen;
using System.Reflection;

namespace Sente.Wire;

/// <summary>Converts enums to keywords in kebab-case. Reads strings too, with this name or the member's own.</summary>
internal sealed class EnumConverter<T> : ScalarConverter<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, Keyword> Keywords = Members()
        .GroupBy(member => member.Value)
        .ToFrozenDictionary(group => group.Key, group => group.First().Key);

    private static readonly FrozenDictionary<string, T> Names = Members()
        .SelectMany(member => new[] { (Name: member.Key.Text, member.Value), (member.Name, member.Value) })
        .DistinctBy(name => name.Name)
        .ToFrozenDictionary(name => name.Name, name => name.Value);

    protected override void WriteValue(TokenWriter writer, T value) => writer.WriteKeyword(
        Keywords.TryGetValue(value, out var keyword) ? keyword : throw new SenteDataException($"{value} is not a member of the enum {TypeName.Of(typeof(T))}."));

    protected override T ReadValue(TokenReader reader)
    {
        var name = reader.Kind switch
        {
            TokenKind.Keyword => reader.GetKeyword().Text,
            TokenKind.String => reader.GetString(),
            _ => throw Unexpected(reader, Expected()),
        };
        return Names.TryGetValue(name, out var value) ? value : throw SenteDataException.Expected(Expected(), ":" + SenteDataException.Excerpt(name));
    }

    private static string Expected() => $"{TypeName.Of(typeof(T))} ({string.Join(", ", Keywords.Values.Take(10))})";

    private static IEnumerable<(Keyword Key, string Name, T Value)> Members() =>
        from field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
        let value = (T)field.GetValue(null)!
        select (KeyName.Of(field, field.GetCustomAttribute<SenteKeyAttribute>()), field.Name, value);
}
