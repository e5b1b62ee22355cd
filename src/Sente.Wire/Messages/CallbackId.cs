using System.Diagnostics.CodeAnalysis;

namespace Sente.Wire;

/// <summary>
/// What a client marks a request with to know its reply: any truthy value, echoed as it came. Equal if it was packed the same
/// by the same packer.
/// </summary>
internal readonly struct CallbackId : IEquatable<CallbackId>
{
    private readonly byte[] _bytes;

    /// <summary>A callback id from its packed bytes: one that came in, or from another node.</summary>
    /// <param name="bytes">The packed value; copied, so that it keeps no message alive.</param>
    /// <param name="packer">What packed it.</param>
    public CallbackId(ReadOnlySpan<byte> bytes, Packer packer)
    {
        ArgumentNullException.ThrowIfNull(packer);
        _bytes = bytes.ToArray();
        Packer = packer.ValuePacker;
    }

    /// <summary>The packed value.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>What packed it.</summary>
    public Packer Packer { get; }

    /// <summary>Its length in bytes, which <see cref="WireLimits.MaxCallbackIdBytes"/> bounds.</summary>
    public int Length => Bytes.Length;

    /// <summary>Whether it is the keyword <c>:ajax</c>: the request was POSTed, and its answer is the reply.</summary>
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

    /// <summary>The id as EDN, for people.</summary>
    public override string ToString() => Packer is null ? "nil" : new EventData(_bytes, Packer).ToString();
}
