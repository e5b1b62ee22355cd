using System.Buffers;

namespace Sente.Actors;

/// <summary>
/// A pooled buffer with one packed message for a transport. The receiver of a buffer owns it and disposes it once, when the bytes are written. The thread
/// that disposed it reuses the object, so that a push to a quiet connection allocates nothing here.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private const int InitialSize = 512;

    [ThreadStatic]
    private static FrameBuffer? _spare;

    private byte[] _bytes = [];

    private FrameBuffer()
    {
    }

    /// <summary>The number of written bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The written bytes; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Returns an empty buffer.</summary>
    public static FrameBuffer Rent()
    {
        var buffer = _spare ?? new FrameBuffer();
        _spare = null;
        return buffer;
    }

    /// <summary>Returns a buffer with a copy of <paramref name="bytes"/>.</summary>
    public static FrameBuffer Copy(ReadOnlySpan<byte> bytes)
    {
        var buffer = Rent();
        buffer.Write(bytes);
        return buffer;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Returns the bytes to the pool.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        Length = 0;
        _spare = this;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(InitialSize, _bytes.Length * 2)));
        Memory.Span.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
