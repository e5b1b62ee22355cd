using Sente.Wire;

namespace Sente.Host;

/// <summary>
/// Which packer the example's page takes next. A packer belongs to a connection: the page connects anew with the one that it is told.
/// (Sente's own example switches its one packer for everybody.)
/// </summary>
internal static class PackerToggle
{
    private static readonly string[] Names = [.. Packers.BuiltIn.Select(packer => packer.Name)];

    /// <summary>As in Sente's example: the packer that the client has, and the one after it.</summary>
    public static string[] Next(EventMsg msg)
    {
        var now = msg.Request.Packer;
        return [now, Names[(Array.IndexOf(Names, now) + 1) % Names.Length]];
    }
}
