namespace Sente.Wire;

/// <summary>The packer of snapshots: EDN that says every value.</summary>
internal sealed class SnapshotPacker : Packer
{
    /// <inheritdoc/>
    public override string Name => "snapshot";

    /// <inheritdoc/>
    public override bool IsBinary => false;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => new EdnWriter(tags: null);

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new EdnReader(snapshot: true);
}
