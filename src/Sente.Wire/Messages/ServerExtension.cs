namespace Sente.Wire;

/// <summary>
/// The third element of a server message, for clients that asked for the extension with <c>sente-x=1</c>. Properties that are null or
/// false are left out.
/// </summary>
internal sealed record ServerExtension
{
    private static readonly Keyword SessionKey = Keyword.Parse("session");
    private static readonly Keyword NumberKey = Keyword.Parse("n");
    private static readonly Keyword ResumedKey = Keyword.Parse("resumed?");
    private static readonly Keyword ProbeKey = Keyword.Parse("probe");
    private static readonly Keyword RepliesKey = Keyword.Parse("replies");
    private static readonly Keyword GapKey = Keyword.Parse("gap");
    private static readonly Keyword FromKey = Keyword.Parse("from");
    private static readonly Keyword ToKey = Keyword.Parse("to");
    private static readonly Keyword WindowKey = Keyword.Parse("window");
    private static readonly Keyword ErrorKey = Keyword.Parse("error");

    /// <summary><c>:session</c>, in a handshake: the name of the session, which can't be guessed.</summary>
    public string? Session { get; init; }

    /// <summary><c>:n</c>: in a handshake, the number before that of the next event; in a batch, that of its last event.</summary>
    public long? Number { get; init; }

    /// <summary><c>:resumed?</c>, in a handshake: whether the outbox and pending requests were kept.</summary>
    public bool? Resumed { get; init; }

    /// <summary><c>:probe</c>, in the handshake of a probe.</summary>
    public bool Probe { get; init; }

    /// <summary><c>:replies</c>, in the answer to a poll: replies to requests made on a WebSocket.</summary>
    public IReadOnlyList<(CallbackId Callback, EncodedValue Reply)>? Replies { get; init; }

    /// <summary><c>:gap</c>: the numbers of the first and last event that were lost.</summary>
    public (long From, long To)? Gap { get; init; }

    /// <summary><c>:window</c>: this node is leaving; reconnect at a random time within this many milliseconds.</summary>
    public int? Window { get; init; }

    /// <summary><c>:error</c>, in the reply <c>:chsk/error</c>: a map with <c>:message</c>, <c>:code</c> and <c>:data</c> that explains the failure.</summary>
    public EncodedValue? Error { get; init; }

    /// <summary>Writes the third element.</summary>
    public void Write(Packer packer, TokenWriter writer)
    {
        writer.StartMap(-1);
        WriteText(writer, SessionKey, Session);
        WriteInteger(writer, NumberKey, Number);
        WriteBoolean(writer, ResumedKey, Resumed);
        WriteBoolean(writer, ProbeKey, Probe ? true : null);
        if (Replies is not null)
        {
            WriteReplies(packer, writer, Replies);
        }

        if (Gap is { } gap)
        {
            writer.WriteKeyword(GapKey);
            writer.StartMap(2);
            WriteInteger(writer, FromKey, gap.From);
            WriteInteger(writer, ToKey, gap.To);
            writer.End();
        }

        WriteInteger(writer, WindowKey, Window);
        if (Error is not null)
        {
            writer.WriteKeyword(ErrorKey);
            ServerMessageWriter.WriteValue(packer, writer, Error);
        }

        writer.End();
    }

    private static void WriteReplies(Packer packer, TokenWriter writer, IReadOnlyList<(CallbackId Callback, EncodedValue Reply)> replies)
    {
        writer.WriteKeyword(RepliesKey);
        writer.StartVector(replies.Count);
        foreach (var (callback, reply) in replies)
        {
            writer.StartVector(2);
            ServerMessageWriter.WriteCallback(packer, writer, callback);
            ServerMessageWriter.WriteValue(packer, writer, reply);
            writer.End();
        }

        writer.End();
    }

    private static void WriteText(TokenWriter writer, Keyword key, string? value)
    {
        if (value is not null)
        {
            writer.WriteKeyword(key);
            writer.WriteString(value);
        }
    }

    private static void WriteInteger(TokenWriter writer, Keyword key, long? value)
    {
        if (value is { } number)
        {
            writer.WriteKeyword(key);
            writer.WriteInteger(number);
        }
    }

    private static void WriteBoolean(TokenWriter writer, Keyword key, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteKeyword(key);
            writer.WriteBoolean(flag);
        }
    }
}
