using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Gets the app's handshake data for a client, encoded and checked.</summary>
internal sealed class HandshakeData(SenteEndpointOptions options)
{
    /// <summary>Calls the app's hook; returns null where there is no hook or no data.</summary>
    /// <exception cref="HookFailedException">The hook threw, or its data is too large or not representable in the client's packer.</exception>
    public async ValueTask<EncodedValue?> GetAsync(SenteRequest request, Packer packer)
    {
        var data = options.HandshakeData is { } hook ? await AppHook.CallAsync(nameof(options.HandshakeData), hook, request).ConfigureAwait(false) : null;
        if (data is null)
        {
            return null;
        }

        try
        {
            return Encode(data, packer);
        }
        catch (Exception failure)
        {
            throw new HookFailedException(nameof(options.HandshakeData), failure);
        }
    }

    private EncodedValue Encode(object data, Packer packer)
    {
        var encoded = EncodedValue.From(data);
        if (encoded.Size > options.MessageLimits.MaxHandshakeDataBytes)
        {
            throw new InvalidOperationException(Invariant($"HandshakeData returned {encoded.Size} bytes; at most {options.MessageLimits.MaxHandshakeDataBytes} are allowed. Push larger data as an event."));
        }

        return encoded.TryGetBytes(packer, out _, out var error)
            ? encoded
            : throw new InvalidOperationException($"HandshakeData returned data that the packer {packer.Name} can't encode: {error}");
    }
}
