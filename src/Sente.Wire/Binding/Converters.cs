using System.Collections.Concurrent;
using System.Reflection;

namespace Sente.Wire;

/// <summary>The converter of every .NET type, made at its first use.</summary>
internal static class Converters
{
    private static readonly ConcurrentDictionary<Type, Converter> All = new() { [typeof(object)] = PlainConverter.Instance };

    public static Converter For(Type type) => All.GetOrAdd(type, static t =>
        (Converter)Activator.CreateInstance(typeof(SimpleConverter<>).MakeGenericType(t))!);

    public static Converter<T> For<T>() => (Converter<T>)For(typeof(T));
}

/// <summary>First cut: objects by reflection.</summary>
internal sealed class SimpleConverter<T> : Converter<T>
{
    public override void Write(TokenWriter writer, T value)
    {
        switch (value)
        {
            case int or short or byte or uint or sbyte or ushort:
                writer.WriteInteger(Convert.ToInt64(value, null));
                return;
            case System.Collections.IEnumerable items:
                writer.StartVector(-1);
                foreach (var item in items)
                    PlainConverter.Instance.Write(writer, item);
                writer.End();
                return;
        }

        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        writer.StartMap(properties.Length);
        foreach (var property in properties)
        {
            writer.WriteKeyword(Keyword.Parse(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)));
            PlainConverter.Instance.Write(writer, property.GetValue(value));
        }

        writer.End();
    }

    public override T Read(TokenReader reader) => (T)(typeof(T) == typeof(int) ? (object)(int)reader.Integer : PlainConverter.Instance.Read(reader)!);
}
