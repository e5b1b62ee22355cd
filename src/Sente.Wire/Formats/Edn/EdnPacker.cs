using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>
/// EDN text. It writes only what ClojureScript's reader reads back the same (<c>M</c> decimals and ratios it reads as the
/// nearest double, characters as strings) and refuses, naming the path: integers beyond ±(2^53 - 1), which browsers would
/// round; years before 100; bytes; and tags other than <c>inst</c> and <c>uuid</c>, unless registered here.
/// It reads all of EDN, and keeps unknown tags as <see cref="TaggedValue"/>.
/// </summary>
/// <param name="tags">Tags that the app's clients have registered readers for; a <see cref="TaggedValue"/> under one is sent.</param>
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
