using Sente.Wire;

namespace Sente.Actors;

/// <summary>The failure values that a client knows as a reply (docs/protocol.md, "Replies").</summary>
internal static class ReplyValues
{
    /// <summary><c>:chsk/error</c>: the handler threw, or there is none.</summary>
    public static readonly EncodedValue Error = EncodedValue.From(Keyword.Parse("chsk/error"));

    /// <summary><c>:chsk/timeout</c>: no handler replied in time.</summary>
    public static readonly EncodedValue Timeout = EncodedValue.From(Keyword.Parse("chsk/timeout"));
}
