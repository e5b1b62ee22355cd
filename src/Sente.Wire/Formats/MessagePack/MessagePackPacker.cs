namespace Sente.Wire;

/// <summary>
/// MessagePack with the extension types of Sente's own packer: binary. It can represent every plain value except tagged ones. Like
/// Sente's packer, it writes decimals as the nearest double and lists as arrays. It refuses, naming the path: integers and parts of
/// ratios that do not fit 64 bits, lone surrogates, and tagged values. Integers beyond ±(2^53 - 1) are written exactly, but browsers
/// round them when they read them.
/// It reads Sente's key cache. It writes without the cache, so that packed events can be combined into batches. Bytes after the value
/// are ignored.
/// </summary>
public sealed class MessagePackPacker : Packer
{
    /// <inheritdoc/>
    public override string Name => "msgpack";

    /// <inheritdoc/>
    public override bool IsBinary => true;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => new MessagePackWriter();

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new MessagePackReader();
}
