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
