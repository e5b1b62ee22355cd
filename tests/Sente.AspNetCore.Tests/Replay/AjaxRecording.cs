using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>The polls and POSTs of a recorded session, in the order of their start.</summary>
/// <param name="Packer">The packer of the messages.</param>
/// <param name="Steps">The requests and their answers.</param>
internal sealed record AjaxRecording(Packer Packer, IReadOnlyList<AjaxStep> Steps)
{
    /// <summary>Reads <c>recordings/{name}.json</c>, whose name ends with its packer's.</summary>
    public static AjaxRecording Load(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "recordings", $"{name}.json"));
        using var json = JsonDocument.Parse(file);
        var packer = Packers.Find(name.Split('-')[^1]) ?? throw new InvalidDataException($"There is no packer of the recording {name}.");
        return new AjaxRecording(
            packer,
            [.. json.RootElement.GetProperty("log").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "http").Select(AjaxStep.Read)]);
    }

    /// <summary>Returns the session of a client that asks for another packer by <c>sente-packer</c>.</summary>
    public AjaxRecording In(Packer packer) => new(packer, [.. Steps.Select(step => step.In(Packer, packer))]);
}

/// <summary>One recorded HTTP request and its answer.</summary>
/// <param name="Started">The time of its start, in ms.</param>
/// <param name="Ended">The time of its end, in ms.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">Sente's request headers.</param>
/// <param name="ContentType">The type of the request's body.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Status">The answer's status; 200 when there was none.</param>
/// <param name="Answer">The answer's body; null when there was none.</param>
/// <param name="ClientAborted">Whether the client aborted.</param>
internal sealed record AjaxStep(
    int Started,
    int Ended,
    string Method,
    string Url,
    IReadOnlyList<(string Name, string Value)> Headers,
    string? ContentType,
    byte[]? Body,
    int Status,
    byte[]? Answer,
    bool ClientAborted)
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly HashSet<string> NodesOwn = new(["Connection", "Host", "User-Agent", "Content-Length", "Content-Type"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The body in the form in which it is sent.</summary>
    public HttpContent? Content
    {
        get
        {
            if (Body is null)
            {
                return null;
            }

            var content = new ByteArrayContent(Body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType!);
            return content;
        }
    }

    /// <summary>Reads a step.</summary>
    public static AjaxStep Read(JsonElement entry)
    {
        var headers = entry.GetProperty("reqHeaders").EnumerateArray().Select(header => (Name: header[0].GetString()!, Value: header[1].GetString()!)).ToArray();
        return new AjaxStep(
            entry.GetProperty("t").GetInt32(),
            entry.GetProperty("tEnd").GetInt32(),
            entry.GetProperty("method").GetString()!,
            entry.GetProperty("url").GetString()!,
            [.. headers.Where(header => !NodesOwn.Contains(header.Name))],
            headers.FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value,
            ReadBody(entry, "reqBody"),
            entry.TryGetProperty("status", out var status) ? status.GetInt32() : 200,
            ReadBody(entry, "resBody"),
            entry.TryGetProperty("error", out var error) && error.GetString() == "socket hang up");
    }

    /// <summary>Converts the step to another packer. A text packer uses a form, a binary one the query and the body.</summary>
    public AjaxStep In(Packer from, Packer packer)
    {
        var step = this with
        {
            Url = $"{Url}{(Url.Contains('?') ? '&' : '?')}sente-packer={packer.Name}",
            Answer = Status == 200 && Answer is not null ? Message.Transcode(Answer, from, packer) : Answer,
        };
        if (Body is null)
        {
            return step;
        }

        Assert.StartsWith(Form, ContentType, StringComparison.Ordinal);
        var fields = Encoding.UTF8.GetString(Body).Split('&').Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1]);
        var packed = Message.Transcode(Encoding.UTF8.GetBytes(System.Net.WebUtility.UrlDecode(fields["ppstr"])), from, packer);
        var others = string.Join('&', fields.Where(field => field.Key != "ppstr").Select(field => $"{field.Key}={field.Value}"));
        return packer.IsBinary
            ? step with { Url = $"{step.Url}&{others}&binary%3F=true", ContentType = "application/octet-stream", Body = packed }
            : step with { Body = Encoding.UTF8.GetBytes($"{others}&ppstr={System.Net.WebUtility.UrlEncode(Encoding.UTF8.GetString(packed))}") };
    }

    private static byte[]? ReadBody(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var body) && body.ValueKind == JsonValueKind.Object ? Recording.Content(body) : null;
}
