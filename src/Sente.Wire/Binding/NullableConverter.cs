namespace Sente.Wire;

internal sealed class NullableConverter<T> : Converter<T?>
    where T : struct
{
    private readonly Converter<T> _inner = Converters.For<T>();

    public override bool MayCollide => _inner.MayCollide;

    protected override void WriteValue(TokenWriter writer, T? value) => _inner.Write(writer, value.GetValueOrDefault());

    protected override T? ReadValue(TokenReader reader) => _inner.Read(reader);
}
