using Sente.Wire;

namespace Sente.Host;

/// <summary>
/// Selects the packer that the example's page uses next. A packer belongs to a connection, so the page reconnects with the new one. (Sente's own
/// example switches one packer for all clients.)
/// </summary>
internal static class PackerToggle
{
    private static readonly string[] Names = [.. Packers.BuiltIn.Select(packer => packer.Name)];

    /// <summary>Returns the client's packer and the one after it, as Sente's example does.</summary>
    public static string[] Next(EventMsg msg)
    {
        var now = msg.Request.Packer;
        return [now, Names[(Array.IndexOf(Names, now) + 1) % Names.Length]];
    }
}
