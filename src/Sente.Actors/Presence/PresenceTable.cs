using System.Collections.ObjectModel;

namespace Sente.Actors;

/// <summary>
/// The connected users of this node. Thread-safe: the presence actor writes it, and any thread reads it. A user is one entity; anonymous clients are many
/// entities with one uid, so entities are counted per uid.
/// </summary>
internal sealed class PresenceTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (bool Ws, bool Ajax)> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Ws, int Ajax)> _uids = new(StringComparer.Ordinal);
    private ConnectedUids? _current;

    /// <summary>The users that are connected now; the same object until something changes.</summary>
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

    /// <summary>Sets the presence of an entity.</summary>
    /// <returns>The presence of its uid before and after; null: it did not change.</returns>
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

    /// <summary>Returns the uids that match. All callers share the result, so it is read-only.</summary>
    private ReadOnlySet<string> UidsWhere(Func<(int Ws, int Ajax), bool> connected) =>
        new(new HashSet<string>(_uids.Where(entry => connected(entry.Value)).Select(entry => entry.Key), StringComparer.Ordinal));
}
