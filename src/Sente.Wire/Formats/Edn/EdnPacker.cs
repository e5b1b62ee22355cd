using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>
/// EDN text. It writes only what ClojureScript's reader reads back the same (<c>M</c> decimals and ratios become the nearest double
/// there, characters strings) and refuses, naming the path: integers beyond ±(2^53 - 1), which browsers would round; years before
/// 100; bytes; and tags other than <c>inst</c> and <c>uuid</c> that are not registered here.
/// It reads all of EDN, and keeps unknown tags as <see cref="TaggedValue"/>.
/// </summary>
/// <param name="tags">Tags that the app's clients have registered readers for: a <see cref="TaggedValue"/> with one of them is sent.</param>
public sealed class EdnPacker(params IEnumerable<Symbol> tags) : Packer
{
    private readonly FrozenSet<Symbol> _tags = tags.ToFrozenSet();

    /// <inheritdoc/>
    public override string Name => "edn";

    /// <inheritdoc/>
    public override bool IsBinary => false;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => new EdnWriter(_tags);

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new EdnReader(snapshot: false);
}

/// <summary>
/// The packer of snapshots: EDN with a private tag for bytes, which can hold every value. Events are kept and cross between nodes in
/// this form. Not for clients.
/// </summary>
internal sealed class SnapshotPacker : Packer
{
    private SnapshotPacker()
    {
    }

    public static SnapshotPacker Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "snapshot";

    /// <inheritdoc/>
    public override bool IsBinary => false;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => new EdnWriter(tags: null);

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new EdnReader(snapshot: true);
}
