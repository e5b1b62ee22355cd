using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>A node's bans: holds them in memory, loads them from the app's store at start, and saves each new one there. Any thread.</summary>
internal sealed class NodeBans : IAsyncDisposable
{
    /// <summary>The most bans that wait for the store; beyond, bans hold in memory only.</summary>
    private const int MaxWaiting = 10_000;

    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(10);

    private readonly BanTable _table;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<UserBan>? _unsaved;
    private readonly IBanStore? _store;
    private readonly Task _saving;

    public NodeBans(int maxBans, TimeProvider time, ILogger logger, IBanStore? store = null)
    {
        _table = new BanTable(maxBans);
        _time = time;
        _logger = logger;
        _store = store;
        _unsaved = store is null ? null : Channel.CreateBounded<UserBan>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        _saving = store is null ? Task.CompletedTask : Task.Run(() => SaveAllAsync(_unsaved!.Reader, store));
    }

    /// <summary>The number of bans in memory.</summary>
    public int Count => _table.Count;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Bans a user, in place of the user's previous ban, and saves the ban.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="time">How long, from now; zero lifts the previous ban.</param>
    public void Set(string uid, TimeSpan time)
    {
        Hold(uid, time);
        if (_unsaved is not null && !_unsaved.Writer.TryWrite(new UserBan(uid, _time.GetUtcNow() + time)))
        {
            _logger.BanNotStored(uid, null);
        }
    }

    /// <summary>Holds a ban in memory that is saved elsewhere: by another node, or by this node's <see cref="BansActor"/>.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="time">How long, from now; zero lifts the previous ban.</param>
    /// <param name="replace">Whether it replaces a ban that the user has here; otherwise that one stays.</param>
    public void Take(string uid, TimeSpan time, bool replace)
    {
        if (replace || !_table.IsBanned(uid, Now, out _))
        {
            Hold(uid, time);
        }
    }

    /// <summary>Returns all bans, with the time that each still lasts.</summary>
    public IReadOnlyList<BanUser> All() => _table.All(Now);

    /// <summary>Returns whether a user is banned.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="wait">How long the ban still lasts; zero when there is none.</param>
    public bool IsBanned(string uid, out TimeSpan wait) => _table.IsBanned(uid, Now, out wait);

    /// <summary>Loads the bans from the app's store, if there is one.</summary>
    /// <exception cref="InvalidOperationException">The store failed or was too slow. The node must not start: it would let banned users in.</exception>
    public async Task LoadAsync()
    {
        if (_store is null)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(StoreTimeout, _time);
        try
        {
            foreach (var ban in await _store.LoadAsync(timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false))
            {
                Hold(ban.Uid, ban.Until - _time.GetUtcNow());
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The bans could not be loaded: {_store.GetType().Name}.LoadAsync failed or took longer than {StoreTimeout}.", exception);
        }
    }

    /// <summary>Waits until the bans that wait are saved, at most as long as one call of the store may take.</summary>
    public async ValueTask DisposeAsync()
    {
        _unsaved?.Writer.TryComplete();
        try
        {
            await _saving.WaitAsync(StoreTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            _logger.BanNotStored("(several)", exception);
        }
    }

    private void Hold(string uid, TimeSpan time)
    {
        if (_table.Set(uid, Now + time, Now) is { } givenUp)
        {
            _logger.BanGivenUp(givenUp, _table.Count);
        }
    }

    private async Task SaveAllAsync(ChannelReader<UserBan> unsaved, IBanStore store)
    {
        await foreach (var ban in unsaved.ReadAllAsync().ConfigureAwait(false))
        {
            using var timeout = new CancellationTokenSource(StoreTimeout, _time);
            try
            {
                await store.SaveAsync(ban, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The app's store may throw anything, and the bans after this one are still to be saved.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _logger.BanNotStored(ban.Uid, exception);
            }
        }
    }
}
