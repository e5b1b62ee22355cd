using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Sente.Wire;

/// <summary>
/// Gzip around another packer's whole messages, as in Sente's gzip packer: a flag byte, then the message unchanged (0) or compressed
/// (1). Messages under 1024 bytes are not compressed: that would cost more than it saves. Binary, also around a text packer.
/// </summary>
public sealed class GzipPacker : Packer
{
    private const int Threshold = 1024;
    private const byte Raw = 0;
    private const byte Compressed = 1;

    private readonly Packer _inner;

    /// <summary>Creates a packer around another.</summary>
    /// <param name="inner">The packer of the values; not itself a wrapper.</param>
    /// <exception cref="ArgumentException"><paramref name="inner"/> is a wrapper too.</exception>
    public GzipPacker(Packer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.ValuePacker != inner)
        {
            throw new ArgumentException($"The packer \"{inner.Name}\" wraps messages already: put gzip around the packer of the values.", nameof(inner));
        }

        _inner = inner;
        Name = "gzip-" + inner.Name;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsBinary => true;

    /// <inheritdoc/>
    public override bool HasKeywords => _inner.HasKeywords;

    /// <inheritdoc/>
    public override Packer ValuePacker => _inner;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => _inner.NewWriter();

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => _inner.NewReader();

    /// <inheritdoc/>
    protected override void Wrap(ReadOnlySpan<byte> packed, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write([packed.Length < Threshold ? Raw : Compressed]);
        if (packed.Length < Threshold)
        {
            to.Write(packed);
            return;
        }

        using var compressed = new MemoryStream(packed.Length / 2);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(packed);
        }

        to.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> frame, int maxBytes) => frame.Span switch
    {
        [Raw, ..] => frame[1..],
        [Compressed, ..] => Inflate(frame[1..], maxBytes),
        [] => throw Malformed("the frame is empty"),
        [var flag, ..] => throw Malformed(Invariant($"its flag is {flag}, neither 0 (unchanged) nor 1 (compressed)")),
    };

    // Inflates at most one byte more than the limit, whatever the frame declares.
    private static byte[] Inflate(ReadOnlyMemory<byte> compressed, int limit)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed.ToArray(), writable: false), CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, Math.Max(4096L, 4L * compressed.Length)));
        try
        {
            var length = 0;
            while (true)
            {
                var read = gzip.Read(buffer, length, (int)Math.Min(buffer.Length, limit + 1L) - length);
                if (read == 0)
                {
                    return IsWhole(compressed.Span, length) ? buffer.AsSpan(0, length).ToArray() : throw Malformed("it ends early");
                }

                length += read;
                if (length > limit)
                {
                    throw new MalformedMessageException(MalformedKind.TooBig, Invariant($"The message inflates to more than the {limit} bytes that are accepted."));
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Malformed(e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Gzip ends with the length of its content. .NET's reader does not report that this is cut off.
    private static bool IsWhole(ReadOnlySpan<byte> compressed, int length) =>
        compressed.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(compressed[^4..]) == (uint)length;

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static MalformedMessageException Malformed(string why) => new(MalformedKind.Malformed, $"This is not Sente's gzip: {why}.");
}
