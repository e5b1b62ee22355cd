using System.Diagnostics.CodeAnalysis;

namespace Sente.Wire;

/// <summary>
/// The id by which a client recognizes the reply to one of its requests: any truthy value, which the reply repeats. Two are equal if they
/// have the same bytes and the same packer.
/// </summary>
internal readonly struct CallbackId : IEquatable<CallbackId>
{
    private readonly byte[] _bytes;

    /// <summary>Creates a callback from its packed bytes, as sent by a client or another node.</summary>
    /// <param name="bytes">The packed value. It is copied, so that the callback does not keep its message alive.</param>
    /// <param name="packer">The packer of the value.</param>
    public CallbackId(ReadOnlySpan<byte> bytes, Packer packer)
    {
        ArgumentNullException.ThrowIfNull(packer);
        _bytes = bytes.ToArray();
        Packer = packer.ValuePacker;
    }

    /// <summary>The packed value.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The packer of the value.</summary>
    public Packer Packer { get; }

    /// <summary>The length in bytes, which <see cref="WireLimits.MaxCallbackIdBytes"/> bounds.</summary>
    public int Length => Bytes.Length;

    /// <summary>Whether it is the keyword <c>:ajax</c>, by which a POST asks for a reply in its answer.</summary>
    public bool IsAjax => Packer is not null && ServerMessageWriter.IsAjaxCallback(Packer, _bytes);

    /// <summary>Compares the packed bytes.</summary>
    public static bool operator ==(CallbackId left, CallbackId right) => left.Equals(right);

    /// <summary>Compares the packed bytes.</summary>
    public static bool operator !=(CallbackId left, CallbackId right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CallbackId other) => Packer == other.Packer && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is CallbackId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)ValueHash.OfBytes(_bytes);

    /// <summary>Returns the callback as EDN, for people.</summary>
    public override string ToString() => Packer is null ? "nil" : new EventData(_bytes, Packer).ToString();
}
