namespace Sente.Wire;

/// <summary>How large what comes and goes may be. Every bound is in bytes unless it says otherwise.</summary>
public sealed record WireLimits
{
    /// <summary>The most that <see cref="MaxDepth"/> can be set to: reading is recursive, and the stack is finite.</summary>
    public const int LargestMaxDepth = TokenReader.LargestMaxDepth;

    internal const int DefaultMaxMessageBytes = 1024 * 1024;

    /// <summary>The defaults.</summary>
    public static WireLimits Default { get; } = new();

    /// <summary>
    /// A whole incoming message, after URL decoding and inflating: 1 MiB. It holds for the message with everything written out
    /// that it only refers to (the namespace of EDN's <c>#:ns{..}</c> at every key, Transit's and MessagePack's cached keys), at
    /// the edge and whenever the data is read.
    /// </summary>
    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>How deep an incoming message may be nested, its own pair and event included: 64; from 4 to <see cref="LargestMaxDepth"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to something else.</exception>
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

    /// <summary>A callback id, as it is packed: 64.</summary>
    public int MaxCallbackIdBytes { get; init; } = 64;

    /// <summary>A user id, in UTF-8: 256.</summary>
    public int MaxUidBytes { get; init; } = 256;

    /// <summary>A client id, in UTF-8: 128.</summary>
    public int MaxClientIdBytes { get; init; } = 128;

    /// <summary>The data of a handshake: 64 KiB.</summary>
    public int MaxHandshakeDataBytes { get; init; } = 64 * 1024;
}
