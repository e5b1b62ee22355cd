namespace Sente.Wire;

/// <summary>How values of one .NET type go over tokens. Made once per type; stateless and thread-safe.</summary>
internal abstract class Converter
{
    /// <summary>Writes one value of the type, or nil.</summary>
    public abstract void WriteObject(TokenWriter writer, object? value);

    /// <summary>Reads one value of the type. The reader stands on its first token, and afterwards on its last.</summary>
    public abstract object? ReadObject(TokenReader reader);
}

/// <inheritdoc cref="Converter"/>
internal abstract class Converter<T> : Converter
{
    private static readonly bool IsNullable = default(T) is null;

    /// <summary>
    /// Whether two values that .NET tells apart could be one to a browser: it has one kind of number, and instants to the
    /// millisecond. Keys and set elements of such types are checked when they are written.
    /// </summary>
    public virtual bool MayCollide => true;

    // Asked before looking for null, so that no build boxes a number to do it. That a class can be null is known without
    // looking at the field, which code shared by all classes must go a long way for.
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

    /// <summary>Writes a value that isn't null.</summary>
    protected abstract void WriteValue(TokenWriter writer, T value);

    /// <summary>Reads a value; where <typeparamref name="T"/> can be null, one that isn't nil.</summary>
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

    // What the app's handler made of a tagged value is read as if it had come instead of it.
    private static T ReadHandled(TokenReader reader)
    {
        var made = PlainConverter.ReadTagged(reader);
        return typeof(T) == typeof(object) ? (T)made! : Snapshots.Read<T>(Snapshots.Take(made));
    }

    /// <summary>The error of standing on a token that doesn't read as <typeparamref name="T"/>.</summary>
    protected static SenteDataException Unexpected(TokenReader reader, string? expected = null) =>
        SenteDataException.Expected(expected ?? TypeName.Of(typeof(T)), reader.Describe());
}

/// <summary>Names the <see cref="Converter"/> of a type of ours that the binding does not know.</summary>
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
