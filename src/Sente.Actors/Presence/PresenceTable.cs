using System.Collections.ObjectModel;

namespace Sente.Actors;

/// <summary>
/// The users of this node that are connected. Pure but for its lock: the presence actor writes, anybody reads. Real users are one entity
/// each; clients without a user are many entities under one name, and counted.
/// </summary>
internal sealed class PresenceTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (bool Ws, bool Ajax)> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Ws, int Ajax)> _uids = new(StringComparer.Ordinal);
    private ConnectedUids? _current;

    /// <summary>A snapshot; the same object until something changes.</summary>
    public ConnectedUids Current
    {
        get
        {
            lock (_lock)
            {
                return _current ??= new ConnectedUids(
                    UidsWhere(counts => counts.Ws > 0),
                    UidsWhere(counts => counts.Ajax > 0),
                    UidsWhere(_ => true));
            }
        }
    }

    /// <summary>Notes how an entity is present now.</summary>
    /// <returns>The user's presence before and after, if that changed.</returns>
    public (PresenceChange Before, PresenceChange After)? Set(string entityId, string uid, bool ws, bool ajax)
    {
        lock (_lock)
        {
            var old = _entities.GetValueOrDefault(entityId);
            if (ws || ajax)
            {
                _entities[entityId] = (ws, ajax);
            }
            else
            {
                _entities.Remove(entityId);
            }

            var before = _uids.GetValueOrDefault(uid);
            var after = (Ws: before.Ws + Difference(old.Ws, ws), Ajax: before.Ajax + Difference(old.Ajax, ajax));
            if (after is (0, 0))
            {
                _uids.Remove(uid);
            }
            else
            {
                _uids[uid] = after;
            }

            var was = new PresenceChange(uid, before.Ws > 0, before.Ajax > 0);
            var isNow = new PresenceChange(uid, after.Ws > 0, after.Ajax > 0);
            if (was == isNow)
            {
                return null;
            }

            _current = null;
            return (was, isNow);
        }
    }

    private static int Difference(bool before, bool after) => (after ? 1 : 0) - (before ? 1 : 0);

    /// <summary>All callers share the snapshot: a wrapper keeps one from changing it for the others.</summary>
    private ReadOnlySet<string> UidsWhere(Func<(int Ws, int Ajax), bool> connected) =>
        new(new HashSet<string>(_uids.Where(entry => connected(entry.Value)).Select(entry => entry.Key), StringComparer.Ordinal));
}
