using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>
/// Transit 0.8 in JSON: text. It says every value; browsers read big integers and integers beyond 2^53 as objects of
/// transit-js's own. It reads the plain and the verbose form alike, and follows Transit's key cache, but doesn't use it, so that
/// packed events can be put together. (Sente has had no Transit over MessagePack for browsers since 1.21; nor have we.)
/// </summary>
public sealed class TransitPacker : Packer
{
    private readonly bool _verbose;
    private readonly FrozenDictionary<string, TransitHandler> _handlers;

    /// <summary>Makes a packer.</summary>
    /// <param name="verbose">Whether it writes the verbose form, with objects for maps and dates to read.</param>
    /// <param name="handlers">For tags of the app's own.</param>
    /// <exception cref="ArgumentException">A handler is for one of Transit's own tags, or two are for the same.</exception>
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
