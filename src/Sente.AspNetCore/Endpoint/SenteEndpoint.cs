using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// Serves the requests of one mapped path.
/// <code>
///   GET + Upgrade, CONNECT (HTTP/2) --\
///   GET -------------------------------+--> client-id, security checks, packer, user --> WebSocket, probe, poll or POST
///   POST --> its form ----------------/
/// </code>
/// A permanent refusal is an HTTP status. A temporary one is not for WebSockets, because a stock client would switch to Ajax for good: the WebSocket is
/// accepted and closed with 1013 before the handshake, which makes clients back off (docs/protocol.md, "Refusals and close codes"). Exceptions count
/// as temporary, since hooks of the app query databases.
/// </summary>
internal sealed class SenteEndpoint
{
    private readonly SenteEndpointOptions _options;
    private readonly NodeAvailability _availability;
    private readonly ConnectionLimiter _connections;
    private readonly SimulatedBadConnections _badConnections;
    private readonly ClientResolver _clients;
    private readonly WebSocketService _webSockets;
    private readonly PollService _polls;
    private readonly PostService _posts;
    private readonly RequestRefuser _refuser;

    public SenteEndpoint(
        SenteEndpointOptions options,
        NodeAvailability availability,
        ConnectionLimiter connections,
        SimulatedBadConnections badConnections,
        BrowserCookie browsers,
        ILogger<SenteEndpoint> logger)
    {
        _options = options;
        _availability = availability;
        _connections = connections;
        _badConnections = badConnections;
        _clients = new ClientResolver(options, browsers);
        var settings = new TransportSettings(options, badConnections);
        var capture = new RequestCapture(options);
        _webSockets = new WebSocketService(settings, _clients, capture, connections, availability.Stopping);
        _polls = new PollService(settings, _clients, capture);
        _posts = new PostService(settings, capture);
        _refuser = new RequestRefuser(availability, _webSockets, logger);
    }

    /// <summary>Serves one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await ServeAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await _refuser.RefuseAsync(context, refused.StatusCode, refused.Message).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is ConnectionResetException or ConnectionAbortedException
            || (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // The client disconnected, so nobody would receive an answer.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await _refuser.FailAsync(context, failure).ConfigureAwait(false);
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        if (_availability.Serving is not { } node)
        {
            return context.WebSockets.IsWebSocketRequest
                ? _webSockets.TryLaterAsync(context, _availability.Node, "this node is not ready")
                : HttpAnswer.TryLaterAsync(context, "This node is not ready.");
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            return HandleWebSocketAsync(context, node);
        }

        return HttpMethods.IsPost(context.Request.Method) ? HandlePostAsync(context, node) : HandlePollAsync(context, node);
    }

    private async Task HandleWebSocketAsync(HttpContext context, SenteNode node)
    {
        if (await ResolveAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        var isProbe = context.Request.Query[ProtocolParameters.Probe] == "1";
        if (_connections.TryEnter(client.Uid, isProbe) is { } bound)
        {
            await _webSockets.TryLaterAsync(context, node, RequestRefuser.ReportFull(node, client, bound)).ConfigureAwait(false);
            return;
        }

        try
        {
            await (isProbe ? _webSockets.ServeProbeAsync(context, node, client) : _webSockets.ServeAsync(context, node, client)).ConfigureAwait(false);
        }
        finally
        {
            _connections.Leave(client.Uid, isProbe);
        }
    }

    private async Task HandlePollAsync(HttpContext context, SenteNode node)
    {
        if (await ResolveAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        if (context.Request.Query[ProtocolParameters.Probe] == "1")
        {
            // Served as a poll, it would replace the client's own poll.
            await _refuser.RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "A probe (sente-probe=1) is a WebSocket, but this request has no Upgrade header: a proxy may have removed it.").ConfigureAwait(false);
            return;
        }

        if (_connections.TryEnter(client.Uid, isProbe: false) is { } bound)
        {
            await HttpAnswer.TryLaterAsync(context, RequestRefuser.ReportFull(node, client, bound)).ConfigureAwait(false);
            return;
        }

        try
        {
            await _polls.ServeAsync(context, node, client).ConfigureAwait(false);
        }
        finally
        {
            _connections.Leave(client.Uid, isProbe: false);
        }
    }

    private async Task HandlePostAsync(HttpContext context, SenteNode node)
    {
        if (_badConnections.Strikes())
        {
            context.Abort();
            return;
        }

        // A form contains the client-id and the token, so it must be read before most checks. All others are made before its first byte is read.
        ClientIdentity? client = null;
        if (PostBody.IsBinary(context.Request))
        {
            client = await ResolveAsync(context, node, context.Request.Query[ProtocolParameters.ClientId]).ConfigureAwait(false);
            if (client is null)
            {
                return;
            }
        }
        else if (await _clients.CheckOriginAsync(context, node).ConfigureAwait(false) is { } refusal)
        {
            await _refuser.RefuseAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        using var reading = new BodyReading(context, _options.MessageTimeout, node.Incoming);
        var body = await PostBody.ReadAsync(context, _options.MessageLimits.MaxMessageBytes, reading).ConfigureAwait(false);
        client ??= await ResolveAsync(context, node, body.ClientId, body.CsrfToken).ConfigureAwait(false);
        if (client is not null)
        {
            await _posts.ServeAsync(context, node, client, body.Packed, reading.Held).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the client of a request; null when the request has been refused.</summary>
    private async ValueTask<ClientIdentity?> ResolveAsync(HttpContext context, SenteNode node, StringValues clientId, string? csrfParameter = null)
    {
        var (client, refusal) = await _clients.ResolveAsync(context, node, clientId, csrfParameter).ConfigureAwait(false);
        if (refusal is not null)
        {
            await _refuser.RefuseAsync(context, refusal).ConfigureAwait(false);
        }

        return client;
    }
}
