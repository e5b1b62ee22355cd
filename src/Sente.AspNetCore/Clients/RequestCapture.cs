using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Sente.AspNetCore;

/// <summary>Copies the parts of an HTTP request that handlers see as <see cref="RequestInfo"/>, because the request itself doesn't live as long.</summary>
internal sealed class RequestCapture(SenteEndpointOptions options)
{
    private const int MaxCapturedBytes = 8 * 1024;

    private static readonly FrozenDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    private readonly string[] _headers = [.. options.Headers];

    /// <summary>Copies them.</summary>
    /// <exception cref="HookFailedException">The app's hook threw or captured too much.</exception>
    public async ValueTask<RequestInfo> TakeAsync(HttpContext context, TransportKind transport, ClientIdentity client) => new()
    {
        User = context.Features.Get<IHttpAuthenticationFeature>()?.User ?? RequestInfo.Empty.User,
        Path = context.Request.Path,
        Query = Query(context.Request.Query),
        Headers = Headers(context.Request.Headers),
        RemoteAddress = AddressOf(context),
        Transport = transport,
        Packer = client.Packer.Name,
        Captured = await CaptureAsync(new SenteRequest(context, client.ClientId)).ConfigureAwait(false),
    };

    /// <summary>Returns the client's IP address, or null where the server knows none.</summary>
    public static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    private static IReadOnlyDictionary<string, string> Query(IQueryCollection query)
    {
        var parameters = new Dictionary<string, string>(query.Count, ProtocolParameters.Comparer);
        foreach (var (name, values) in query)
        {
            if (!ProtocolParameters.IsSecret(name))
            {
                parameters[name] = values.Count > 0 ? values[0] ?? "" : "";
            }
        }

        return RequestInfo.TakeOver(parameters);
    }

    private IReadOnlyDictionary<string, string> Headers(IHeaderDictionary headers)
    {
        Dictionary<string, string>? copied = null;
        foreach (var name in _headers)
        {
            if (headers.TryGetValue(name, out var values))
            {
                (copied ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))[name] = values.ToString();
            }
        }

        return copied is null ? None : RequestInfo.TakeOver(copied);
    }

    private async ValueTask<IReadOnlyDictionary<string, string>> CaptureAsync(SenteRequest request)
    {
        if (options.Capture is not { } hook || await AppHook.CallAsync(nameof(options.Capture), hook, request).ConfigureAwait(false) is not { } values)
        {
            return None;
        }

        // A copy, because the app may go on to change its dictionary.
        var captured = new Dictionary<string, string>(values, StringComparer.Ordinal);
        var size = captured.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));
        return size <= MaxCapturedBytes
            ? captured
            : throw new HookFailedException(nameof(options.Capture), new InvalidOperationException(Invariant($"Capture returned {size} bytes; at most {MaxCapturedBytes} travel with a connection. Keep larger data in a store of the app's.")));
    }
}
