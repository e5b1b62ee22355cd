namespace Sente.Wire;

/// <summary>How values of one .NET type go over tokens. Made once per type; stateless and thread-safe.</summary>
internal abstract class Converter
{
    /// <summary>Writes one value of the type.</summary>
    public abstract void WriteObject(TokenWriter writer, object value);

    /// <summary>Reads one value of the type. The reader stands on its first token, and afterwards on its last.</summary>
    public abstract object? ReadObject(TokenReader reader);
}

/// <inheritdoc cref="Converter"/>
internal abstract class Converter<T> : Converter
{
    /// <inheritdoc cref="Converter.WriteObject"/>
    public abstract void Write(TokenWriter writer, T value);

    /// <inheritdoc cref="Converter.ReadObject"/>
    public abstract T Read(TokenReader reader);

    public sealed override void WriteObject(TokenWriter writer, object value) => Write(writer, (T)value);

    public sealed override object? ReadObject(TokenReader reader) => Read(reader);
}
