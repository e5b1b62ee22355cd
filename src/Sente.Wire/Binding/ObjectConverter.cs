namespace Sente.Wire;

/// <summary>
/// Records, anonymous types, classes and structs, as maps with keyword keys. The code that walks a type's members is compiled
/// at its first use: no reflection per value, no boxing per member.
/// </summary>
internal sealed class ObjectConverter<T> : Converter<T>
{
    private readonly Lazy<ObjectShape> _shape = new(() => ObjectShape.Of(typeof(T)));
    private readonly Lazy<ObjectWriter<T>> _writer;
    private readonly Lazy<ObjectReader<T>> _reader;

    public ObjectConverter()
    {
        // Compiled lazily, for a type may contain itself.
        _writer = new(() => ObjectCompiler.Writer<T>(_shape.Value));
        _reader = new(() => ObjectCompiler.Reader<T>(_shape.Value));
    }

    protected override void WriteValue(TokenWriter writer, T value)
    {
        var write = _writer.Value;
        var member = -1;
        try
        {
            write.Write(writer, value, ref member);
        }
        catch (SenteDataException e) when (e.InKey(write.NameOf(member)))
        {
            throw;
        }
    }

    protected override T ReadValue(TokenReader reader)
    {
        if (reader.Kind != TokenKind.Map)
        {
            throw Unexpected(reader, $"a map for {TypeName.Of(typeof(T))}");
        }

        var read = _reader.Value;
        var member = -1;
        try
        {
            return read.Read(reader, ref member);
        }
        catch (SenteDataException e) when (e.InKey(read.NameOf(member)))
        {
            throw;
        }
    }
}
