using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>A node's bans, and their way to and from the app's store.</summary>
internal sealed class NodeBans : IAsyncDisposable
{
    /// <summary>Bans that wait to be stored; further ones hold in memory only.</summary>
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

    /// <summary>How many there are.</summary>
    public int Count => _table.Count;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Refuses a user's clients for a time; zero lifts the ban.</summary>
    public void Set(string uid, TimeSpan time)
    {
        Hold(uid, time);
        if (_unsaved is not null && !_unsaved.Writer.TryWrite(new UserBan(uid, _time.GetUtcNow() + time)))
        {
            _logger.BanNotStored(uid, null);
        }
    }

    /// <summary>Takes a ban that another node or actor has stored.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="time">For how long from now; zero lifts the ban.</param>
    /// <param name="replace">Whether it takes the place of the user's ban here; else that one stays.</param>
    public void Take(string uid, TimeSpan time, bool replace)
    {
        if (replace || !_table.IsBanned(uid, Now, out _))
        {
            Hold(uid, time);
        }
    }

    /// <summary>All bans, their times counted from now.</summary>
    public IReadOnlyList<BanUser> All() => _table.All(Now);

    /// <summary>Whether a user is refused, and how long still.</summary>
    public bool IsBanned(string uid, out TimeSpan wait) => _table.IsBanned(uid, Now, out wait);

    /// <summary>Takes the bans that the app's store has kept.</summary>
    /// <exception cref="InvalidOperationException">They can't be loaded: to start all the same would let everybody in.</exception>
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

    /// <summary>Stores what still waits, for as long as one call may take.</summary>
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
#pragma warning disable CA1031 // The app's store may throw anything; the bans after this one are stored all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _logger.BanNotStored(ban.Uid, exception);
            }
        }
    }
}
