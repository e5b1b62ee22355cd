using Sente.Wire;

namespace Sente;

/// <summary>
/// The data of an event or a reply. It stays packed until it is read. Only then do errors in it (a duplicate key, an invalid date,
/// another type than the one asked for) appear, as a <see cref="SenteDataException"/>.
/// </summary>
[ConvertedBy(typeof(EventDataConverter))]
public readonly struct EventData
{
    private static readonly byte[] Nil = "nil"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _message;
    private readonly Packer? _packer;
    private readonly int _maxBytes;

    /// <summary>Creates data from a packed value.</summary>
    /// <param name="message">The packed value, after the start of its message if it refers back to that. It must not change.</param>
    /// <param name="packer">The packer of the value.</param>
    /// <param name="start">Where in <paramref name="message"/> the value begins, in bytes.</param>
    /// <param name="maxBytes">
    /// How many bytes <paramref name="message"/> may expand to, as <see cref="WireLimits.MaxMessageBytes"/> counts them; reading
    /// more is an error. Default: 1 MiB.
    /// </param>
    internal EventData(ReadOnlyMemory<byte> message, Packer packer, int start = 0, int maxBytes = WireLimits.DefaultMaxMessageBytes)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)message.Length, nameof(start));
        _message = message;
        _packer = packer.ValuePacker;
        Start = start;
        _maxBytes = maxBytes;
    }

    /// <summary>Whether there is no data, or the data is nil.</summary>
    public bool IsNil
    {
        get
        {
            if (_packer is null)
            {
                return true;
            }

            using var rented = _packer.RentReader();
            try
            {
                rented.Reader.Start(_message, TokenReader.LargestMaxDepth, Start, _maxBytes);
                return rented.Reader.Read() is TokenKind.Nil or TokenKind.None;
            }
            catch (SenteDataException)
            {
                return false;
            }
        }
    }

    /// <summary>The packed value. In a format with a key cache it may refer back to the start of its <see cref="Message"/>.</summary>
    internal ReadOnlyMemory<byte> Bytes => Message[Start..];

    /// <summary>The packed value, after the start of its message if it refers back to that: what another node needs to read it.</summary>
    internal ReadOnlyMemory<byte> Message => _packer is null ? Nil : _message;

    /// <summary>Where in <see cref="Message"/> the value begins, in bytes.</summary>
    internal int Start { get; }

    /// <summary>The packer of the value.</summary>
    internal Packer Packer => _packer ?? Packers.Snapshot;

    // The app's own data is a snapshot. No data at all counts as a client's: an app reads its own only if there is some.
    private bool IsFromClient => _packer is not SnapshotPacker;

    /// <summary>Takes a snapshot of a value.</summary>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">Something in the value is not data; the message names its type and path.</exception>
    public static EventData From(object? value) => EncodedValue.From(value).Data;

    /// <summary>Reads the data as a .NET type.</summary>
    /// <typeparam name="T">A record, class or struct, a collection, or any type that a value in the data has.</typeparam>
    /// <exception cref="SenteDataException">The data does not read as this type; the message says where and why.</exception>
    public T As<T>() => Read(Converters.For<T>(), static (converter, reader) => converter.Read(reader));

    /// <summary>Reads the data as a .NET type that is known only at run time.</summary>
    /// <param name="type">As for <see cref="As{T}()"/>.</param>
    /// <exception cref="SenteDataException">The data does not read as this type; the message says where and why.</exception>
    public object? As(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Read(Converters.For(type), static (converter, reader) => converter.ReadObject(reader));
    }

    /// <summary>
    /// Reads the data as a plain value: null, bool, long, BigInteger, double, <see cref="BigDecimal"/>, <see cref="Ratio"/>, char,
    /// string, <see cref="Keyword"/>, <see cref="Symbol"/>, DateTimeOffset (UTC), Guid, byte[], <see cref="TaggedValue"/>,
    /// <see cref="ValueVector"/>, <see cref="ValueList"/>, <see cref="ValueSet"/> or <see cref="ValueMap"/>.
    /// </summary>
    /// <exception cref="SenteDataException">The data breaks a rule of its format; the message says where.</exception>
    public object? ToValue() => As<object?>();

    /// <summary>Returns the data as EDN, for people; or the reason why it is not readable.</summary>
    public override string ToString()
    {
        try
        {
            return ValuePrinter.Print(ToValue());
        }
        catch (SenteDataException e)
        {
            return e.Message;
        }
    }

    /// <summary>Moves a reader to the first token of the data.</summary>
    internal void Begin(TokenReader reader)
    {
        // Depth was bounded when the data arrived. Here the bound only protects the stack.
        reader.Start(Message, TokenReader.LargestMaxDepth, Start, _maxBytes);
        if (reader.Read() == TokenKind.None)
        {
            throw new SenteDataException("There is no value: the input is empty.");
        }
    }

    private TResult Read<TConverter, TResult>(TConverter converter, Func<TConverter, TokenReader, TResult> read)
    {
        using var rented = Packer.RentReader();
        try
        {
            Begin(rented.Reader);
            return read(converter, rented.Reader);
        }
        catch (SenteDataException error) when (IsFromClient && error.InClientData())
        {
            throw;
        }
    }
}

/// <summary>Writes an event's data inside other data, token by token, and reads it as a snapshot.</summary>
internal sealed class EventDataConverter : Converter<EventData>
{
    protected override void WriteValue(TokenWriter writer, EventData value)
    {
        using var rented = value.Packer.RentReader();
        value.Begin(rented.Reader);
        Transcoder.Copy(rented.Reader, writer, trusted: value.Packer is SnapshotPacker || writer.SkipsKeyChecks);
    }

    protected override EventData ReadValue(TokenReader reader) => EncodedValue.Copy(reader).Data;
}
