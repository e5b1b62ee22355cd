using Sente.Wire;

namespace Sente;

/// <summary>
/// The data of an event or a reply: packed bytes, until somebody asks what they say. What is wrong with them (a duplicate
/// key, a bad date, another type than asked for) shows only then, as a <see cref="SenteDataException"/>.
/// </summary>
public readonly struct EventData
{
    // What came over the wire was held to WireLimits.MaxDepth when it came; this only bounds the stack.
    internal const int MaxDepth = WireLimits.LargestMaxDepth;

    private static readonly byte[] Nil = "nil"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _message;
    private readonly Packer? _packer;
    private readonly int _maxBytes;

    /// <summary>Data that is already packed.</summary>
    /// <param name="message">A packed value, with the beginning of its message before it if it refers back to that. Nobody may change it.</param>
    /// <param name="packer">What packed it.</param>
    /// <param name="start">Where in <paramref name="message"/> the value begins.</param>
    /// <param name="maxBytes">
    /// How many bytes <paramref name="message"/> may stand for, as <see cref="WireLimits.MaxMessageBytes"/> counts them; reading
    /// more is an error. Default: 1 MiB.
    /// </param>
    public EventData(ReadOnlyMemory<byte> message, Packer packer, int start = 0, int maxBytes = WireLimits.DefaultMaxMessageBytes)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)message.Length, nameof(start));
        _message = message;
        _packer = packer.ValuePacker;
        Start = start;
        _maxBytes = maxBytes;
    }

    /// <summary>Whether there is no data, or it is nil.</summary>
    public bool IsNil
    {
        get
        {
            if (_packer is null)
            {
                return true;
            }

            var reader = _packer.RentReader();
            try
            {
                reader.Start(_message, MaxDepth, Start, _maxBytes);
                return reader.Read() is TokenKind.Nil or TokenKind.None;
            }
            catch (SenteDataException)
            {
                return false;
            }
            finally
            {
                _packer.Return(reader);
            }
        }
    }

    /// <summary>The packed value. In a format with a key cache it may refer back to the beginning of its <see cref="Message"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => Message[Start..];

    /// <summary>The packed value with what it refers back to: what another node needs to read it.</summary>
    public ReadOnlyMemory<byte> Message => _packer is null ? Nil : _message;

    /// <summary>Where in <see cref="Message"/> the value begins, in bytes.</summary>
    public int Start { get; }

    /// <summary>What packed it.</summary>
    public Packer Packer => _packer ?? Packer.Snapshot;

    /// <summary>Takes a snapshot of a value.</summary>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">Something in it can't be said.</exception>
    public static EventData From(object? value) => EncodedValue.From(value).Data;

    /// <summary>Reads the data as a .NET type.</summary>
    /// <typeparam name="T">A record, class or struct, a collection, or any type that a value of the data has.</typeparam>
    /// <exception cref="SenteDataException">It doesn't read as one; the message says where and why.</exception>
    public T As<T>()
    {
        var packer = Packer;
        var reader = packer.RentReader();
        try
        {
            // Found first: that a type can't be read at all is the app's fault.
            var converter = Converters.For<T>();
            Begin(reader);
            return converter.Read(reader);
        }
        catch (SenteDataException error) when (IsFromClient && error.InClientData())
        {
            throw;
        }
        finally
        {
            packer.Return(reader);
        }
    }

    /// <summary>Reads the data as a .NET type that is known only at run time.</summary>
    /// <exception cref="SenteDataException">It doesn't read as one; the message says where and why.</exception>
    public object? As(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var packer = Packer;
        var reader = packer.RentReader();
        try
        {
            var converter = Converters.For(type);
            Begin(reader);
            return converter.ReadObject(reader);
        }
        catch (SenteDataException error) when (IsFromClient && error.InClientData())
        {
            throw;
        }
        finally
        {
            packer.Return(reader);
        }
    }

    /// <summary>
    /// Reads the data as a plain value: null, bool, long, BigInteger, double, <see cref="BigDecimal"/>, <see cref="Ratio"/>, char,
    /// string, <see cref="Keyword"/>, <see cref="Symbol"/>, DateTimeOffset (UTC), Guid, byte[], <see cref="TaggedValue"/>,
    /// <see cref="ValueVector"/>, <see cref="ValueList"/>, <see cref="ValueSet"/> or <see cref="ValueMap"/>.
    /// </summary>
    /// <exception cref="SenteDataException">It breaks a rule of its format; the message says where.</exception>
    public object? ToValue() => As<object?>();

    /// <summary>The data as EDN, for people; or why it can't be read.</summary>
    public override string ToString()
    {
        try
        {
            return PlainValue.Print(ToValue());
        }
        catch (SenteDataException e)
        {
            return e.Message;
        }
    }

    // What the app packed itself, and what is read back of it, is a snapshot.
    // No data at all counts as a client's: an app reads its own only where it has some.
    private bool IsFromClient => _packer is not SnapshotPacker;

    internal void Begin(TokenReader reader)
    {
        reader.Start(Message, MaxDepth, Start, _maxBytes);
        if (reader.Read() == TokenKind.None)
        {
            throw new SenteDataException("There is no value: the input is empty.");
        }
    }
}
