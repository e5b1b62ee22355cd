namespace Sente.Wire;

/// <summary>
/// MessagePack with the extension types of Sente's own packer: binary. It says every plain value but tagged ones. Decimals go
/// out as the nearest double and lists as arrays, as Sente's do. It refuses, naming the path: integers and parts of ratios that
/// 64 bits don't hold, half characters, and tagged values. Browsers round integers beyond ±(2^53 - 1): their readers do, not
/// this packer.
/// It reads Sente's key cache, but doesn't use it, so that packed events can be put together; bytes after the value are ignored.
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
