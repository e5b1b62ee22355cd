using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// One mapped path.
/// <code>
///   GET + Upgrade, CONNECT (HTTP/2) --> client-id, packer --> uid --> handshake data --> WebSocket
///   any other GET, POST             --> 501
/// </code>
/// What will be wrong the next time too is answered with an HTTP status. What may pass is not: a stock client would go over to Ajax for good.
/// It is accepted, and closed with 1013 before the handshake, which makes clients back off (spec section 11).
/// </summary>
internal sealed class SenteEndpoint
{
    private readonly SenteDoor _door;
    private readonly SenteEndpointOptions _options;
    private readonly RequestCapture _capture;
    private volatile Dictionary<string, WebSocketSettings> _settings = new(StringComparer.Ordinal);

    public SenteEndpoint(SenteDoor door, SenteEndpointOptions options)
    {
        _door = door;
        _options = options;
        _capture = new RequestCapture(options);
    }

    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext context) => context.WebSockets.IsWebSocketRequest
        ? HandleWebSocketAsync(context)
        : RefuseAsync(context, StatusCodes.Status501NotImplemented, "This server does not serve Ajax polls yet: connect by WebSocket.");

    private async Task HandleWebSocketAsync(HttpContext context)
    {
        if (_door.IsClosing || _door.Node is not { } node)
        {
            await CloseBeforeHandshakeAsync(context, PortClose.TryLater("this node is not ready")).ConfigureAwait(false);
            return;
        }

        string clientId = context.Request.Query[ProtocolParameters.ClientId].ToString();
        if (ClientIdError(clientId) is { } clientIdError)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, clientIdError).ConfigureAwait(false);
            return;
        }

        if (!TryFindSettings(node, context.Request.Query[ProtocolParameters.Packer], out var settings, out var packerError))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, packerError).ConfigureAwait(false);
            return;
        }

        var uid = await UserIdAsync(context, clientId).ConfigureAwait(false);
        if (UidError(uid) is { } uidError)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, uidError).ConfigureAwait(false);
            return;
        }

        var client = new ClientIdentity(uid, clientId, await HandshakeDataAsync(context, settings.Packer).ConfigureAwait(false));
        if (uid != Uid.Nil)
        {
            await ServeWebSocketAsync(context, node, settings, client).ConfigureAwait(false);
        }
        else if (_door.TryEnterAnonymous())
        {
            try
            {
                await ServeWebSocketAsync(context, node, settings, client).ConfigureAwait(false);
            }
            finally
            {
                _door.LeaveAnonymous();
            }
        }
        else
        {
            node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "anonymous"));
            await CloseBeforeHandshakeAsync(context, PortClose.TryLater("too many clients without a user")).ConfigureAwait(false);
        }
    }

    private async Task ServeWebSocketAsync(HttpContext context, SenteNode node, WebSocketSettings settings, ClientIdentity client)
    {
        var request = _capture.Take(context, TransportKind.WebSocket, settings.Packer.Name);
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        var traits = new PortTraits(
            TransportKind.WebSocket,
            settings.Packer.Name,
            Extended: context.Request.Query[ProtocolParameters.Extended] == "1",
            _options.SendBufferWs,
            _options.AllowReconnectBeforeCloseWs,
            Handshake: true,
            context.Request.Query[ProtocolParameters.Session],
            long.TryParse(context.Request.Query[ProtocolParameters.Ack], out var ack) ? ack : null);
        var port = new WebSocketPort(node, traits, settings, socket, client, context.Abort);
        await port.RunAsync(request).ConfigureAwait(false);
    }

    private Task<WebSocket> AcceptAsync(HttpContext context) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        // Sente has its own pings; the framework's would cost a timer for each connection.
        KeepAliveInterval = TimeSpan.Zero,
        DangerousEnableCompression = _options.WebSocketCompression,
    });

    private async Task CloseBeforeHandshakeAsync(HttpContext context, PortClose close)
    {
        using var socket = await AcceptAsync(context).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(_options.CloseTimeout);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
            context.Abort();
        }
    }

    private async Task RefuseAsync(HttpContext context, int status, string reason)
    {
        _door.Logger.RequestRefused(context.Request.Path, status, reason);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(reason).ConfigureAwait(false);
    }

    private string? ClientIdError(string clientId)
    {
        if (string.IsNullOrWhiteSpace(clientId))
        {
            return "The query parameter client-id is missing or blank: every client names itself, by a random id of its own.";
        }

        return Encoding.UTF8.GetByteCount(clientId) is var size && size > _options.MessageLimits.MaxClientIdBytes
            ? $"The query parameter client-id has {size} bytes; at most {_options.MessageLimits.MaxClientIdBytes} are allowed."
            : null;
    }

    private string? UidError(string uid)
    {
        if (uid == Uid.AllUsersWithoutUid)
        {
            return "The user id is one of Sente's own.";
        }

        return Encoding.UTF8.GetByteCount(uid) is var size && size > _options.MessageLimits.MaxUidBytes
            ? $"The user id has {size} bytes; at most {_options.MessageLimits.MaxUidBytes} are allowed."
            : null;
    }

    private bool TryFindSettings(SenteNode node, StringValues asked, out WebSocketSettings settings, out string error)
    {
        var name = asked.Count == 0 ? _options.Packer : asked.ToString();
        error = "";
        if (_settings.TryGetValue(name, out settings!))
        {
            return true;
        }

        if (name != _options.Packer && !_options.AllowedPackers.Contains(name))
        {
            error = $"The query parameter {ProtocolParameters.Packer} names no packer of this endpoint. It has {string.Join(", ", _options.AllowedPackers.Prepend(_options.Packer))}.";
            return false;
        }

        if (!node.Packers.TryGetValue(name, out var packer))
        {
            throw new InvalidOperationException($"The endpoint allows the packer \"{name}\", which this node doesn't have: it has {string.Join(", ", node.Packers.Keys)}.");
        }

        settings = new WebSocketSettings(_options, packer);
        _settings = new Dictionary<string, WebSocketSettings>(_settings, StringComparer.Ordinal) { [name] = settings };
        return true;
    }

    private async ValueTask<string> UserIdAsync(HttpContext context, string clientId)
    {
        var uid = _options.UserIdAsync is { } ask
            ? await ask(context, clientId).ConfigureAwait(false)
            : _options.UserId?.Invoke(context);
        return string.IsNullOrEmpty(uid) ? Uid.Nil : uid;
    }

    private async ValueTask<EncodedValue?> HandshakeDataAsync(HttpContext context, Packer packer)
    {
        var data = _options.HandshakeDataAsync is { } ask
            ? await ask(context).ConfigureAwait(false)
            : _options.HandshakeData?.Invoke(context);
        if (data is null)
        {
            return null;
        }

        var encoded = EncodedValue.From(data);
        if (encoded.Size > _options.MessageLimits.MaxHandshakeDataBytes)
        {
            throw new InvalidOperationException($"HandshakeData gave {encoded.Size} bytes; at most {_options.MessageLimits.MaxHandshakeDataBytes} are allowed. Push larger data as an event.");
        }

        return encoded.TryGetBytes(packer, out _, out var error)
            ? encoded
            : throw new InvalidOperationException($"HandshakeData gave what the packer {packer.Name} can't say: {error}");
    }
}
