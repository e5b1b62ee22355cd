namespace Sente.Wire;

/// <summary>Reads JSON: objects are maps with strings as keys, arrays are vectors. What else a string may be, such as a UUID, depends on the type that is read.</summary>
internal sealed class JsonReader : JsonScanner
{
    /// <inheritdoc/>
    public override TokenKind Read()
    {
        var b = Next();
        TokenAt = At;
        return Kind = b switch
        {
            0 => TokenKind.None,
            (byte)'"' => ReadString(),
            (byte)'[' => Enter(TokenKind.Vector, (byte)']'),
            (byte)'{' => Enter(TokenKind.Map, (byte)'}'),
            (byte)']' or (byte)'}' => Close(b),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => TakeNumber(),
            _ => TakeWord(),
        };
    }

    /// <inheritdoc/>
    public override BigDecimal GetDecimal() => throw Lacking();

    /// <inheritdoc/>
    public override object GetRatio() => throw Lacking();

    /// <inheritdoc/>
    public override char GetChar() => throw Lacking();

    /// <inheritdoc/>
    public override DateTimeOffset GetInstant() => throw Lacking();

    /// <inheritdoc/>
    public override Guid GetUuid() => throw Lacking();

    /// <inheritdoc/>
    public override byte[] GetBytes() => throw Lacking();

    private TokenKind ReadString()
    {
        TakeString();
        return TokenKind.String;
    }

    private TokenKind Enter(TokenKind kind, byte close)
    {
        At++;
        Open(new Level { Kind = kind, Close = close, IsObject = kind == TokenKind.Map });
        return kind;
    }

    private TokenKind Close(byte b)
    {
        if (IsTop || b != Innermost.Close)
        {
            throw Error($"'{(char)b}' closes nothing");
        }

        At++;
        Leave();
        return TokenKind.End;
    }

    private InvalidOperationException Lacking() => new($"JSON has no such token; the current one is {Describe()}.");
}
