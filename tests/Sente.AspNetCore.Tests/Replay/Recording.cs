using System.Text;
using System.Text.Json;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Traffic between a real Sente server and a real Sente client, in order.</summary>
/// <param name="Packer">The packer of the messages.</param>
/// <param name="Steps">The steps.</param>
internal sealed record Recording(Packer Packer, IReadOnlyList<Step> Steps)
{
    /// <summary>Reads <c>recordings/{name}.json</c>, whose name ends with its packer's.</summary>
    public static Recording Load(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "recordings", $"{name}.json"));
        using var json = JsonDocument.Parse(file);
        var packer = Packers.Find(name.Split('-')[^1]) ?? throw new InvalidDataException($"There is no packer of the recording {name}.");
        return new Recording(packer, [.. json.RootElement.GetProperty("log").EnumerateArray().Select(ReadStep).OfType<Step>()]);
    }

    /// <summary>Returns the session of a client that asks for another packer by <c>sente-packer</c>.</summary>
    public Recording In(Packer packer) => new(packer, [.. Steps.Select(step => step switch
    {
        MessageFrame frame => frame with { Packed = Message.Transcode(frame.Packed, Packer, packer) },
        Upgrade upgrade => upgrade with { Query = $"{upgrade.Query}&sente-packer={packer.Name}" },
        _ => step,
    })]);

    /// <summary>Returns the text or the bytes of a frame or a body; null if it has neither.</summary>
    public static byte[]? Content(JsonElement entry) =>
        entry.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : entry.TryGetProperty("hex", out var hex) ? Convert.FromHexString(hex.GetString()!)
        : null;

    /// <summary>Skips notes, and which side closed its TCP connection first, which depends on Node and http-kit.</summary>
    private static Step? ReadStep(JsonElement entry) => entry.GetProperty("kind").GetString() switch
    {
        "note" or "tcp-close" => null,
        "ws-upgrade" => new Upgrade(
            entry.GetProperty("conn").GetInt32(),
            new Uri("http://recorded" + entry.GetProperty("url").GetString()).Query,
            int.Parse(entry.GetProperty("statusLine").GetString()!.Split(' ')[1]),
            entry.TryGetProperty("resBody", out var refusal) ? refusal.GetProperty("text").GetString() : null),
        "ws-frame" => ReadFrame(entry),
        var other => throw new InvalidDataException($"No step is made of {other}."),
    };

    private static Step ReadFrame(JsonElement entry)
    {
        var conn = entry.GetProperty("conn").GetInt32();
        var fromClient = entry.GetProperty("dir").GetString() == "c>s";
        return entry.GetProperty("type").GetString() switch
        {
            "text" or "binary" => new MessageFrame(conn, fromClient, Content(entry)!),
            "close" => new CloseFrame(conn, fromClient, entry.GetProperty("code").GetInt32(), entry.GetProperty("reason").GetString()!),
            var other => throw new InvalidDataException($"No step is made of a {other} frame."),
        };
    }
}

/// <summary>One step on a connection.</summary>
internal abstract record Step(int Conn);

/// <summary>The client requested a WebSocket; it was accepted (101) or refused.</summary>
internal sealed record Upgrade(int Conn, string Query, int Status, string? Refusal) : Step(Conn);

/// <summary>A message.</summary>
internal sealed record MessageFrame(int Conn, bool FromClient, byte[] Packed) : Step(Conn);

/// <summary>A close frame.</summary>
internal sealed record CloseFrame(int Conn, bool FromClient, int Code, string Reason) : Step(Conn);
