namespace Sente.Wire;

/// <summary>Our own value types, asked for by name: <c>As&lt;ValueMap&gt;()</c>.</summary>
internal sealed class PlainCastConverter<T> : Converter<T>
    where T : class
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader)
    {
        var came = reader.Describe();
        return PlainConverter.Instance.Read(reader) as T ?? throw SenteDataException.Expected(TypeName.Of(typeof(T)), came);
    }
}

/// <summary>A type that can be no data.</summary>
internal sealed class RefusedConverter<T>(string advice) : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => throw Refused();

    protected override T ReadValue(TokenReader reader) => throw Refused();

    private SenteDataException Refused() => new($"{TypeName.Of(typeof(T))} is no data: {advice}.") { IsAboutType = true };
}

/// <summary>Interfaces and abstract classes: what stands behind them is known only at run time, so they can't be read.</summary>
internal sealed class RuntimeTypeConverter<T> : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader) =>
        throw new SenteDataException($"{TypeName.Of(typeof(T))} can be written but not read: ask for a class or record.") { IsAboutType = true };
}

internal sealed class NullableConverter<T> : Converter<T?>
    where T : struct
{
    private readonly Converter<T> _inner = Converters.For<T>();

    public override bool MayCollide => _inner.MayCollide;

    protected override void WriteValue(TokenWriter writer, T? value) => _inner.Write(writer, value.GetValueOrDefault());

    protected override T? ReadValue(TokenReader reader) => _inner.Read(reader);
}
