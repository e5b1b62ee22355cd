namespace Sente.Wire;

/// <summary>The bounds of messages and of what they contain, in bytes unless stated otherwise.</summary>
public sealed record WireLimits
{
    /// <summary>The largest value of <see cref="MaxDepth"/>: reading is recursive, and the stack is finite.</summary>
    public const int LargestMaxDepth = TokenReader.LargestMaxDepth;

    internal const int DefaultMaxMessageBytes = 1024 * 1024;

    /// <summary>The defaults.</summary>
    public static WireLimits Default { get; } = new();

    /// <summary>
    /// The length of a client's message, after URL decoding and inflating. Default: 1 MiB. It bounds the message with all references
    /// written out (the namespace of EDN's <c>#:ns{..}</c> before every key, Transit's and MessagePack's cached keys), when the message
    /// arrives and whenever its data is read.
    /// </summary>
    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>How many levels deep a client's message may be nested, including those of its pair and event. Default: 64; from 4 to <see cref="LargestMaxDepth"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMaxDepth);
            field = value;
        }
    } = 64;

    /// <summary>The length of a packed callback. Default: 64.</summary>
    public int MaxCallbackIdBytes { get; init; } = 64;

    /// <summary>The length of a uid in UTF-8. Default: 256.</summary>
    public int MaxUidBytes { get; init; } = 256;

    /// <summary>The length of a client-id in UTF-8. Default: 128.</summary>
    public int MaxClientIdBytes { get; init; } = 128;

    /// <summary>The length of a handshake's data. Default: 64 KiB.</summary>
    public int MaxHandshakeDataBytes { get; init; } = 64 * 1024;
}
