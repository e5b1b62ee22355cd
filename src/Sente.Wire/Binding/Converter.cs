namespace Sente.Wire;

/// <summary>Writes and reads values of one .NET type as tokens. Created once per type; stateless and thread-safe.</summary>
internal abstract class Converter
{
    /// <summary>Writes one value of the type, or nil.</summary>
    public abstract void WriteObject(TokenWriter writer, object? value);

    /// <summary>Reads one value of the type. The reader is at the first token of the value, and afterwards at its last.</summary>
    public abstract object? ReadObject(TokenReader reader);
}

/// <inheritdoc cref="Converter"/>
internal abstract class Converter<T> : Converter
{
    private static readonly bool IsNullable = default(T) is null;

    /// <summary>
    /// Whether values that differ in .NET may be the same to a browser, which has one kind of number, and instants to the millisecond.
    /// Keys and set items of such types are checked when they are written.
    /// </summary>
    public virtual bool MayCollide => true;

    // Tested before the comparison with null, so that no build boxes a number for it. The first operand is constant for each type, while
    // the field is slow to reach in code that all classes share.
    private static bool CanBeNull => !typeof(T).IsValueType || IsNullable;

    /// <inheritdoc cref="Converter.WriteObject"/>
    public void Write(TokenWriter writer, T value)
    {
        if (CanBeNull && value is null)
        {
            writer.WriteNil();
        }
        else
        {
            WriteValue(writer, value);
        }
    }

    /// <inheritdoc cref="Converter.ReadObject"/>
    public T Read(TokenReader reader) => CanBeNull && reader.Kind == TokenKind.Nil ? default!
        : reader.Kind == TokenKind.Tag && reader.FindHandler(reader.GetTag()) is not null ? ReadHandled(reader)
        : ReadValue(reader);

    public sealed override void WriteObject(TokenWriter writer, object? value) => Write(writer, (T)value!);

    public sealed override object? ReadObject(TokenReader reader) => Read(reader);

    /// <summary>Writes a value that is not null.</summary>
    protected abstract void WriteValue(TokenWriter writer, T value);

    /// <summary>Reads a value; if <typeparamref name="T"/> can be null, a value that is not nil.</summary>
    protected abstract T ReadValue(TokenReader reader);

    /// <summary>
    /// Writes a collection with composite keys by way of its plain value, which finds out in linear time, at any depth, whether a
    /// browser would take one key for another.
    /// </summary>
    protected void WriteAsPlain(TokenWriter writer, T value)
    {
        object? plain;
        using (var rented = SnapshotPacker.Instance.RentWriter())
        {
            rented.Writer.SkipsKeyChecks = true;
            WriteValue(rented.Writer, value);
            plain = Snapshots.Read<object?>(((EdnWriter)rented.Writer).ToSnapshot());
        }

        PlainConverter.Instance.Write(writer, plain);
    }

    // The result of the app's handler is read as if it had been sent instead of the tagged value.
    private static T ReadHandled(TokenReader reader)
    {
        var made = PlainConverter.ReadTagged(reader);
        return typeof(T) == typeof(object) ? (T)made! : Snapshots.Read<T>(Snapshots.Take(made));
    }

    /// <summary>Creates the error of a token that does not read as <typeparamref name="T"/>.</summary>
    protected static SenteDataException Unexpected(TokenReader reader, string? expected = null) =>
        SenteDataException.Expected(expected ?? TypeName.Of(typeof(T)), reader.Describe());
}

/// <summary>Names the <see cref="Converter"/> of a type, for types that this folder must not depend on.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class ConvertedByAttribute(Type converter) : Attribute
{
    public Type Converter { get; } = converter;
}

/// <summary>A converter whose values are single tokens.</summary>
internal abstract class ScalarConverter<T> : Converter<T>
{
    public override bool MayCollide => false;
}
