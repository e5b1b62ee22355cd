using System.Collections.Immutable;
using System.Text;
using Sente.Actors;
using Sente.Wire;

namespace Sente;

/// <summary>Checks the arguments of pushes when a push is created, so that the exception points at the mistake.</summary>
internal static class PushArguments
{
    private static readonly int MaxUidBytes = WireLimits.Default.MaxUidBytes;
    private static readonly int MaxClientIdBytes = WireLimits.Default.MaxClientIdBytes;

    public static string CheckUid(string uid)
    {
        ArgumentException.ThrowIfNullOrEmpty(uid);
        if (Uid.IsReserved(uid))
        {
            throw new ArgumentException($"The uid {uid} is reserved and names no single user. To reach the client that sent an event, call msg.PushBack(evt) or push new PushToClient(msg, evt); PushToUser with Uid.AllUsersWithoutUid reaches all clients without a user.", nameof(uid));
        }

        if (Encoding.UTF8.GetByteCount(uid) is var size && size > MaxUidBytes)
        {
            throw new ArgumentException(Invariant($"A uid is 1 to {MaxUidBytes} bytes of UTF-8; this one has {size}."), nameof(uid));
        }

        return uid;
    }

    public static string CheckClientId(string clientId)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        if (Encoding.UTF8.GetByteCount(clientId) is var size && size > MaxClientIdBytes)
        {
            throw new ArgumentException(Invariant($"A client-id is 1 to {MaxClientIdBytes} bytes of UTF-8; this one has {size}."), nameof(clientId));
        }

        return clientId;
    }

    /// <summary>
    /// Checks and copies events. The copy keeps a message that was sent from changing with its sender's list. Clients reject pushed events of the
    /// namespace <c>chsk</c> (docs/protocol.md, "Messages"); an app can only have such an event from a client.
    /// </summary>
    public static IReadOnlyList<Event> CheckEvents(IEnumerable<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ImmutableArray<Event> copy = [.. events];
        if (copy.Length == 0)
        {
            throw new ArgumentException("There is no event to push.", nameof(events));
        }

        foreach (var evt in copy)
        {
            CheckEvent(evt);
        }

        return copy;
    }

    /// <summary>Checks one event, like <see cref="CheckEvents"/>.</summary>
    public static Event CheckEvent(Event evt)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return EventId.IsReserved(evt.Id)
            ? throw new ArgumentException($"{new ClientText(evt.Id)} is one of Sente's own events; clients refuse it in a push.", nameof(evt))
            : evt;
    }

    public static EncodedValue[] Encode(IReadOnlyList<Event> events)
    {
        var encoded = new EncodedValue[events.Count];
        for (var i = 0; i < encoded.Length; i++)
        {
            encoded[i] = events[i].Encoded;
        }

        return encoded;
    }
}
