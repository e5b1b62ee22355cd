namespace Sente.Host;

/// <summary>What the reference example answers when no other handler takes an event: <c>{:unmatched-event-as-echoed-from-server event}</c>.</summary>
internal static class UnmatchedEvent
{
    private static readonly Keyword Key = Keyword.Parse("unmatched-event-as-echoed-from-server");

    /// <summary>Echoes the event.</summary>
    public static ValueMap Echo(EventMsg msg) => new((Key, EventData.From(msg.Event).ToValue()));
}
