namespace Sente.Wire;

internal sealed class NullableConverter<T> : Converter<T?>
    where T : struct
{
    private readonly Converter<T> _inner = Converters.For<T>();

    public override bool MayCollide => _inner.MayCollide;

    public override bool IsComposite(T? value) => value is { } some && _inner.IsComposite(some);

    protected override void WriteValue(TokenWriter writer, T? value) => _inner.Write(writer, value.GetValueOrDefault());

    protected override T? ReadValue(TokenReader reader) => _inner.Read(reader);
}
