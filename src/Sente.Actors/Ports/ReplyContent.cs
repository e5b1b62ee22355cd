using System.Text;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>The answer to a request (docs/protocol.md, "Replies"): a value, and for a failed request the explanation that extended clients receive.</summary>
/// <param name="Value">The value; for a failed request <c>:chsk/error</c> or <c>:chsk/timeout</c>.</param>
/// <param name="Error">The map <c>{:message ".." :code ".." :data ..}</c> that explains why the request failed; null if there is no explanation.</param>
internal readonly record struct ReplyContent(EncodedValue Value, EncodedValue? Error = null)
{
    /// <summary>The most bytes of UTF-8 in the code of an error.</summary>
    public const int MaxCodeBytes = 128;

    /// <summary>The most bytes of UTF-8 in the message of an error; a longer message is cut.</summary>
    public const int MaxMessageBytes = 1024;

    private static readonly EncodedValue ErrorValue = EncodedValue.From(Keyword.Parse("chsk/error"));
    private static readonly Keyword MessageKey = Keyword.Parse("message");
    private static readonly Keyword CodeKey = Keyword.Parse("code");
    private static readonly Keyword DataKey = Keyword.Parse("data");

    /// <summary><c>:chsk/error</c> without an explanation: the handler failed, or no handler takes the event.</summary>
    public static ReplyContent Failure { get; } = new(ErrorValue);

    /// <summary><c>:chsk/timeout</c>: no handler replied in time.</summary>
    public static ReplyContent Timeout { get; } = new(EncodedValue.From(Keyword.Parse("chsk/timeout")));

    /// <summary>The number of bytes that count against the outbox of a connection.</summary>
    public int Size => Value.Size + (Error?.Size ?? 0);

    /// <summary>Returns <c>:chsk/error</c> with an explanation.</summary>
    /// <param name="message">The text for people, cut to <see cref="MaxMessageBytes"/>.</param>
    /// <param name="code">The text for programs, at most <see cref="MaxCodeBytes"/>; null leaves it out.</param>
    /// <param name="data">Any value; null leaves it out.</param>
    /// <exception cref="ArgumentException">The code is too long.</exception>
    /// <exception cref="SenteDataException">The data can't be encoded.</exception>
    public static ReplyContent FailureWith(string message, string? code = null, object? data = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var error = new Dictionary<Keyword, object?>(3) { [MessageKey] = Cut(message) };
        if (code is not null)
        {
            error.Add(CodeKey, CheckCode(code));
        }

        if (data is not null)
        {
            error.Add(DataKey, data);
        }

        return new ReplyContent(ErrorValue, EncodedValue.From(error));
    }

    /// <summary>Returns this content, without the explanation if that is too large.</summary>
    /// <param name="maxBytes">The most bytes of the explanation.</param>
    /// <param name="dropped">Receives the reason if the explanation is too large.</param>
    public ReplyContent Bounded(int maxBytes, Action<string> dropped)
    {
        if (Error is null || Error.Size <= maxBytes)
        {
            return this;
        }

        dropped(Invariant($"The error of a failed reply has {Error.Size} bytes; SenteLimits.MaxPushSize is {maxBytes}."));
        return new ReplyContent(Value);
    }

    /// <summary>Packs the content as one message. What the packer can't encode is replaced by <c>:chsk/error</c> without an explanation.</summary>
    /// <param name="packer">The client's packer.</param>
    /// <param name="callback">The request's callback; null for the answer to a POST.</param>
    /// <param name="isExtended">Whether the transport's own request asked for the extension; only then is the explanation sent.</param>
    /// <param name="dropped">Receives the reason if something can't be encoded.</param>
    public FrameBuffer ToFrame(Packer packer, CallbackId? callback, bool isExtended, Action<string> dropped)
    {
        var (value, error) = (Value, isExtended ? Error : null);
        if (!value.TryGetBytes(packer, out _, out var reason) || (error is not null && !error.TryGetBytes(packer, out _, out reason)))
        {
            dropped(reason);
            (value, error) = (ErrorValue, null);
        }

        var frame = FrameBuffer.Rent();
        packer.WriteReply(frame, value, callback, error is null ? null : new ServerExtension { Error = error });
        return frame;
    }

    private static string CheckCode(string code) => Encoding.UTF8.GetByteCount(code) is var size && size <= MaxCodeBytes
        ? code
        : throw new ArgumentException(Invariant($"The code of an error has at most {MaxCodeBytes} bytes of UTF-8; this one has {size}. Put longer texts into the data."), nameof(code));

    private static string Cut(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= MaxMessageBytes)
        {
            return message;
        }

        const string Ellipsis = "…";
        var room = MaxMessageBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var length = 0;
        foreach (var rune in message.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return string.Concat(message.AsSpan(0, length), Ellipsis);
    }
}
