namespace Sente;

/// <summary>Who is connected: Sente's <c>connected-uids</c>. A snapshot; clients without a user appear as <see cref="Uid.Nil"/>.</summary>
/// <param name="Ws">Users with a client on a WebSocket.</param>
/// <param name="Ajax">Users with a client that polls.</param>
/// <param name="Any">Users with either.</param>
public sealed record ConnectedUids(IReadOnlySet<string> Ws, IReadOnlySet<string> Ajax, IReadOnlySet<string> Any);
