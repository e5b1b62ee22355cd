using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore.Tests;

/// <summary>Requests that a real Sente server served or refused are answered alike, case by case, over Kestrel.</summary>
public sealed class SecurityRecordingTests
{
    private static readonly HashSet<string> NodesOwn = new(["Connection", "Host", "Content-Length", "Content-Type"], StringComparer.OrdinalIgnoreCase);

    [Fact]
    public async Task Each_recorded_case_is_let_in_or_refused_with_the_recorded_answer()
    {
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Csrf = CsrfCheck.Reference(_ => new("tok"));
                sente.AllowedOrigins = ["http://good.example", "http://other.example"];
                sente.Authorize = request => new(Parameter(request.HttpContext, "auth") != "bad");
                sente.Reject = request => new(Parameter(request.HttpContext, "rej") == "1" ? new SenteRefusal(429, "slow down", "text/plain") : null);
                sente.HandshakeData = _ => new(new ValueMap((Keyword.Parse("hello"), "world")));
            },
            RecordedServer.AddHandlers);

        var cases = RecordedCase.Load("security-edn");
        foreach (var recorded in cases)
        {
            var (status, body) = await SendAsync(node, recorded);
            Assert.Equal((recorded.Name, recorded.Expected), (recorded.Name, status));
            AssertBody(recorded, body);
        }

        Assert.Equal(27, cases.Count);
    }

    [Fact]
    public async Task A_stock_client_gets_in_with_the_token_and_not_without()
    {
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Csrf = CsrfCheck.Reference(_ => new("tok"));
                sente.HandshakeData = _ => new(new ValueMap((Keyword.Parse("hello"), "world")));
            },
            RecordedServer.AddHandlers);

        Assert.Equal(8, await new Replayer(node, frameByFrame: true).ReplayAsync(Recording.Load("ws-session-csrf-edn")));
    }

    [Fact]
    public async Task A_stock_client_polls_with_the_token_and_not_without()
    {
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Csrf = CsrfCheck.Reference(_ => new("tok"));
                sente.HandshakeData = _ => new(new ValueMap((Keyword.Parse("hello"), "world")));
                sente.UserId = request => new(request.HttpContext.Request.Query["uid"].FirstOrDefault() ?? request.HttpContext.Request.Headers["x-uid"]);
            },
            RecordedServer.AddHandlers);

        var recording = AjaxRecording.Load("ajax-session-csrf-edn");
        Assert.Equal(recording.Steps.Count(step => !step.ClientAborted), await new AjaxReplayer(node).ReplayAsync(recording));
    }

    /// <summary>Reads a parameter from the form or the query, as Ring does.</summary>
    private static string? Parameter(HttpContext context, string name) =>
        context.Request.Query[name].FirstOrDefault() ?? (context.Request.HasFormContentType ? context.Request.Form[name].FirstOrDefault() : null);

    private static async Task<(int Status, string Body)> SendAsync(TestNode node, RecordedCase recorded)
    {
        if (recorded is { IsUpgrade: true, Expected: 101 })
        {
            using var client = await RawClient.ConnectAsync(
                node.UriOf(new Uri("http://recorded" + recorded.Url).Query),
                options => recorded.Headers.ForEach(header => options.SetRequestHeader(header.Name, header.Value)));
            return (101, await client.ReceiveAsync());
        }

        using var browser = new Browser(node.Address);
        if (recorded.IsUpgrade)
        {
            return await browser.BeRefusedAsync(new Uri("http://recorded" + recorded.Url).Query, [.. recorded.Headers]);
        }

        using var request = new HttpRequestMessage(new HttpMethod(recorded.Method), recorded.Url);
        recorded.Headers.ForEach(header => request.Headers.TryAddWithoutValidation(header.Name, header.Value));
        if (recorded.RequestBody is { } form)
        {
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        using var response = await browser.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static void AssertBody(RecordedCase recorded, string body)
    {
        switch (recorded.Expected)
        {
            case 200 or 101 when recorded.Body is not null:
                Assert.Equal(Message.Read(recorded.Body), Message.Read(body));
                break;
            case 101:
                Assert.Contains(":chsk/handshake", body, StringComparison.Ordinal);
                break;
            case StatusCodes.Status400BadRequest:
                Assert.Contains("client-id", body, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(recorded.Body, body);
                break;
        }
    }

    /// <summary>One request of the recording and its answer.</summary>
    private sealed record RecordedCase(string Name, bool IsUpgrade, string Method, string Url, List<(string Name, string Value)> Headers, string? RequestBody, int Status, string? Body)
    {
        /// <summary>The expected answer: a missing client-id is the client's error, not a 500 (docs/protocol.md, "Differences from Sente's server").</summary>
        public int Expected => Status == (int)HttpStatusCode.InternalServerError ? StatusCodes.Status400BadRequest : Status;

        public static List<RecordedCase> Load(string name)
        {
            using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "recordings", $"{name}.json"));
            using var json = JsonDocument.Parse(file);
            var cases = new List<RecordedCase>();
            var note = "";
            foreach (var entry in json.RootElement.GetProperty("log").EnumerateArray())
            {
                switch (entry.GetProperty("kind").GetString())
                {
                    case "note":
                        note = entry.GetProperty("text").GetString()!;
                        break;
                    case "http":
                        cases.Add(Read(entry, note, isUpgrade: false, entry.GetProperty("status").GetInt32()));
                        break;
                    case "ws-upgrade":
                        cases.Add(Read(entry, note, isUpgrade: true, int.Parse(entry.GetProperty("statusLine").GetString()!.Split(' ')[1])));
                        break;
                }
            }

            return cases;
        }

        private static RecordedCase Read(JsonElement entry, string note, bool isUpgrade, int status) => new(
            note,
            isUpgrade,
            entry.GetProperty("method").GetString()!,
            entry.GetProperty("url").GetString()!,
            [.. entry.GetProperty("reqHeaders").EnumerateArray()
                .Select(header => (Name: header[0].GetString()!, Value: header[1].GetString()!))
                .Where(header => !NodesOwn.Contains(header.Name) && header.Name != "Upgrade" && !header.Name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase))],
            Text(entry, "reqBody"),
            status,
            Text(entry, "resBody"));

        private static string? Text(JsonElement entry, string property) =>
            entry.TryGetProperty(property, out var body) && body.ValueKind == JsonValueKind.Object ? body.GetProperty("text").GetString() : null;
    }
}
