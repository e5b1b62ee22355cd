using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>
/// Transit 0.8 in JSON: text. It can represent every value; browsers read big integers and integers beyond 2^53 as transit-js's own
/// objects. It reads both the plain and the verbose form, with Transit's key cache. It writes without the cache, so that packed events
/// can be combined into batches. (Like Sente since 1.21, it has no Transit over MessagePack.)
/// </summary>
public sealed class TransitPacker : Packer
{
    private readonly bool _verbose;
    private readonly FrozenDictionary<string, TransitHandler> _handlers;

    /// <summary>Creates a packer.</summary>
    /// <param name="verbose">Whether it writes the verbose form, with objects as maps and readable dates.</param>
    /// <param name="handlers">The handlers of the app's own tags.</param>
    /// <exception cref="ArgumentException">A handler has one of Transit's own tags, or two have the same tag.</exception>
    public TransitPacker(bool verbose = false, params IEnumerable<TransitHandler> handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        _verbose = verbose;
        _handlers = handlers.ToFrozenDictionary(handler => handler.Tag, StringComparer.Ordinal);
        if (_handlers.Keys.FirstOrDefault(TransitSyntax.IsOwnTag) is { } taken)
        {
            throw new ArgumentException($"The tag \"{taken}\" is Transit's own: take another for your handler.", nameof(handlers));
        }
    }

    /// <inheritdoc/>
    public override string Name => _verbose ? "transit-verbose" : "transit";

    /// <inheritdoc/>
    public override bool IsBinary => false;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => _verbose ? new TransitVerboseWriter(_handlers) : new TransitWriter(_handlers);

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new TransitReader(_handlers);
}
