using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>Converts tuples of up to seven items to vectors, and back.</summary>
internal sealed class TupleConverter<T> : Converter<T>
    where T : ITuple
{
    private readonly Converter[] _items = [.. typeof(T).GetGenericArguments().Select(Converters.For)];

    protected override void WriteValue(TokenWriter writer, T value)
    {
        writer.StartVector(_items.Length);
        var index = 0;
        try
        {
            for (; index < _items.Length; index++)
            {
                _items[index].WriteObject(writer, value[index]);
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        writer.End();
    }

    protected override T ReadValue(TokenReader reader)
    {
        if (reader.Kind is not (TokenKind.Vector or TokenKind.List))
        {
            throw Unexpected(reader, Invariant($"a vector of {_items.Length}"));
        }

        var items = new object?[_items.Length];
        var index = 0;
        try
        {
            for (; index < items.Length; index++)
            {
                if (reader.Read() == TokenKind.End)
                {
                    throw SenteDataException.Expected(Invariant($"a vector of {items.Length}"), Invariant($"one of {index}"));
                }

                items[index] = _items[index].ReadObject(reader);
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        if (reader.Read() != TokenKind.End)
        {
            throw SenteDataException.Expected(Invariant($"a vector of {items.Length}"), "a longer one");
        }

        return (T)Activator.CreateInstance(typeof(T), items)!;
    }
}
