using System.Text.Json;

namespace Sente.AspNetCore.Tests;

/// <summary>One recorded HTTP request and its answer.</summary>
/// <param name="Started">When it was sent, in ms.</param>
/// <param name="Ended">When it was over, in ms.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">The request headers that are Sente's.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Status">The answer's status; 200 when there was none.</param>
/// <param name="Answer">The answer's body; null when there was none.</param>
/// <param name="ClientAborted">Whether the client gave up.</param>
internal sealed record AjaxStep(
    int Started,
    int Ended,
    string Method,
    string Url,
    IReadOnlyList<(string Name, string Value)> Headers,
    string? Body,
    int Status,
    string? Answer,
    bool ClientAborted)
{
    private static readonly HashSet<string> NodesOwn = new(["Connection", "Host", "User-Agent", "Content-Length", "Content-Type"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the requests of <c>recordings/{name}.json</c>, in the order they were sent.</summary>
    public static IReadOnlyList<AjaxStep> Load(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "recordings", $"{name}.json"));
        using var json = JsonDocument.Parse(file);
        return [.. json.RootElement.GetProperty("log").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "http").Select(Read)];
    }

    private static AjaxStep Read(JsonElement entry) => new(
        entry.GetProperty("t").GetInt32(),
        entry.GetProperty("tEnd").GetInt32(),
        entry.GetProperty("method").GetString()!,
        entry.GetProperty("url").GetString()!,
        [.. entry.GetProperty("reqHeaders").EnumerateArray().Select(header => (header[0].GetString()!, header[1].GetString()!)).Where(header => !NodesOwn.Contains(header.Item1))],
        Text(entry, "reqBody"),
        entry.TryGetProperty("status", out var status) ? status.GetInt32() : 200,
        Text(entry, "resBody"),
        entry.TryGetProperty("error", out var error) && error.GetString() == "socket hang up");

    private static string? Text(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var body) && body.ValueKind == JsonValueKind.Object ? body.GetProperty("text").GetString() : null;
}
