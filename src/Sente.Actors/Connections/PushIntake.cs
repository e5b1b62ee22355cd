using System.Diagnostics.CodeAnalysis;

namespace Sente.Actors;

/// <summary>
/// Adds pushes to the outbox of one connection within its bounds, or refuses them; drops events when the outbox is full, or when the client
/// could not prove its identity when it comes back. Used by the connection actor's thread only.
/// <code>
///                 connected                                away
///   bounds        MaxOutboxEvents, MaxOutboxBytes          by AwayRetention
///   when full     by OutboxOverflow: closes the client,    drops the oldest events, or refuses the push
///                 drops the oldest events,
///                 or refuses the push
/// </code>
/// </summary>
/// <param name="writer">Has the outbox and the current port.</param>
/// <param name="node">The node's services.</param>
/// <param name="client">The client.</param>
internal sealed class PushIntake(ConnectionWriter writer, NodeServices node, ConnectedClient client)
{
    private readonly SenteLimits _limits = node.Limits;
    private PortTraits? _lastTransport;
    private bool _isRefusing;

    /// <summary>What is kept while the client is away; it depends on the client's last transport.</summary>
    public AwayRetention Away => AwayRetention.For(client.IsProven, _lastTransport!, _limits);

    /// <summary>Adds all events of a push to the outbox, or refuses the push.</summary>
    public IntakeResult Take(Deliver deliver)
    {
        if (writer.Port is null && Away.KeepsNothing)
        {
            node.Metrics.PushesRefused.Add(1);
            deliver.Tracker?.Refused(new PushRefusal(client.ClientId, PushRefusalReason.ConnectionEnded, "The client is away, and could not prove who it is when it comes back."));
            return IntakeResult.Refused;
        }

        if (!TryMakeRoom(deliver, out var refusal, out var overflowed))
        {
            Refuse(refusal, deliver.Tracker);
            return overflowed ? IntakeResult.Overflowed : IntakeResult.Refused;
        }

        _isRefusing = false;
        for (var i = 0; i < deliver.Events.Count; i++)
        {
            writer.Outbox.Append(deliver.Events[i], i == deliver.Events.Count - 1 ? deliver.Tracker : null);
        }

        if (writer.Port is null)
        {
            writer.Outbox.Wait();
            return IntakeResult.Waits;
        }

        return IntakeResult.Taken;
    }

    /// <summary>Drops the events and replies that wait for the client, because it reads too slowly. The caller closes the client.</summary>
    public void Overflow()
    {
        client.Log.OutboxOverflow(client.Uid, writer.Outbox.Count, writer.Outbox.Bytes);
        Drop(PushRefusalReason.OutboxFull, "The client was closed, because its outbox was full.");
        node.Metrics.LateReplies.Add(writer.DropReplies());
    }

    /// <summary>Drops the events and replies that wait for the client.</summary>
    /// <param name="why">The reason, for the push results.</param>
    public void BeginAnew(string why)
    {
        Drop(PushRefusalReason.ConnectionEnded, why);
        node.Metrics.LateReplies.Add(writer.DropReplies());
    }

    /// <summary>Applies the bounds of <see cref="Away"/>: drops all events and replies if nothing is kept, otherwise the oldest events beyond the bounds.</summary>
    /// <param name="lastTransport">The traits of the transport that ended.</param>
    /// <returns>Whether anything is kept for the client.</returns>
    public bool BecomeAway(PortTraits lastTransport)
    {
        _lastTransport = lastTransport;
        var keeps = !Away.KeepsNothing;
        if (!keeps)
        {
            BeginAnew("The client left, and could not prove who it is when it comes back.");
        }

        DropOldest(0, 0);
        if (!writer.TryBecomeAway())
        {
            Drop(PushRefusalReason.NodeFull, "The outboxes of the clients that are away are full on this client's node (SenteLimits.MaxNodeAwayOutboxBytes).");
            writer.TryBecomeAway();
        }

        writer.Outbox.Wait();
        return keeps;
    }

    /// <summary>Returns whether the outbox and the node's budget have room for a push, after applying the overflow policy if they have not.</summary>
    private bool TryMakeRoom(Deliver deliver, [NotNullWhen(false)] out PushRefusal? refusal, out bool overflowed)
    {
        refusal = null;
        overflowed = false;
        long bytes = 0;
        foreach (var evt in deliver.Events)
        {
            bytes += evt.Size;
            if (writer.Packer is { } packer && !evt.TryGetBytes(packer, out _, out var error))
            {
                refusal = new PushRefusal(client.ClientId, PushRefusalReason.NotRepresentable, error);
                return false;
            }
        }

        var oldestGiveWay = writer.Port is null ? Away.OldestGiveWay : _limits.OutboxOverflow == OverflowPolicy.DropOldest;
        if (!Fits(deliver.Events.Count, bytes) && !(oldestGiveWay && DropOldest(deliver.Events.Count, bytes)))
        {
            refusal = new PushRefusal(
                client.ClientId, PushRefusalReason.OutboxFull, Invariant($"The client's outbox is full: {writer.Outbox.Count} events, {writer.Outbox.Bytes} bytes."));
            overflowed = _limits.OutboxOverflow == OverflowPolicy.Close && !oldestGiveWay;
            if (overflowed)
            {
                Overflow();
            }

            return false;
        }

        if (!writer.TryTake(bytes))
        {
            refusal = new PushRefusal(client.ClientId, PushRefusalReason.NodeFull, writer.Port is null
                ? "The outboxes of the clients that are away are full on this client's node (SenteLimits.MaxNodeAwayOutboxBytes)."
                : "The outboxes of the connected clients are full on this client's node (SenteLimits.MaxNodeOutboxBytes).");
            return false;
        }

        return true;
    }

    private (int Events, int Bytes) Bounds()
    {
        if (writer.Port is not null)
        {
            return (_limits.MaxOutboxEvents, _limits.MaxOutboxBytes);
        }

        var away = Away;
        return (away.Events, away.Bytes);
    }

    private bool Fits(int events, long bytes)
    {
        var (maxEvents, maxBytes) = Bounds();
        return writer.Outbox.UnsentCount + events <= maxEvents && writer.Outbox.Bytes + bytes <= maxBytes;
    }

    private bool DropOldest(int events, long bytes)
    {
        var (maxEvents, maxBytes) = Bounds();
        if (events > maxEvents || bytes > maxBytes)
        {
            // The events would not fit in an empty outbox.
            return false;
        }

        while (!Fits(events, bytes) && writer.Outbox.UnsentCount > 0)
        {
            var oldest = writer.DropOldestUnsent();
            node.Metrics.EventsDropped.Add(1);
            oldest.Tracker?.Refused(new PushRefusal(client.ClientId, PushRefusalReason.OutboxFull, "Newer events took its place in the client's full outbox."));
        }

        return Fits(events, bytes);
    }

    private void Drop(PushRefusalReason reason, string message) =>
        node.Metrics.EventsDropped.Add(writer.Clear(new PushRefusal(client.ClientId, reason, message)));

    private void Refuse(PushRefusal refusal, PushTracker? tracker)
    {
        node.Metrics.PushesRefused.Add(1);
        tracker?.Refused(refusal);

        // One log line for consecutive refusals: a full outbox must not fill the log as well.
        if (!_isRefusing)
        {
            _isRefusing = true;
            client.Log.PushRefused(client.Uid, refusal.Message);
        }
    }
}

/// <summary>What became of a push at one connection.</summary>
internal enum IntakeResult
{
    /// <summary>Its events are in the outbox of a connected client.</summary>
    Taken,

    /// <summary>Its events wait in the outbox of a client that is away.</summary>
    Waits,

    /// <summary>It was refused; its tracker has the reason.</summary>
    Refused,

    /// <summary>It was refused, and the outbox was emptied: the current port must be closed, so that the client learns that events were lost.</summary>
    Overflowed,
}
