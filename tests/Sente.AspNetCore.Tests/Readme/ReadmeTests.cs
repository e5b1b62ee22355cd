using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Sente.AspNetCore.Tests.QuickStart;

namespace Sente.AspNetCore.Tests;

/// <summary>What the README shows is code that compiles, and does what it says.</summary>
public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("server", "app.Run();\n")]
    [InlineData("actor", "")]
    public void Its_code_is_the_code_that_is_tested(string part, string more)
    {
        var expected = Part(part) + more;

        Assert.Contains($"```csharp\n{expected}```", File.ReadAllText(Path.Combine(Folder(), "../../../README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_server_answers_requests_and_pushes_from_an_actor()
    {
        await using var app = Server.Create(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync().InTime();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var browser = new Browser(new Uri(address));
        var token = TokenInPage.Match(await browser.LoadAsync("/")).Groups[1].Value;
        using var client = await browser.OpenAsync($"?client-id=c1&csrf-token={token}");
        await client.ReceiveAsync();

        Assert.Equal("[{:status \"ok\"} \"cb1\"]", await client.RequestAsync("[[:my-app/request] \"cb1\"]"));
        Assert.Equal("[{:sent true} \"cb2\"]", await client.RequestAsync("[[:chat/say {:to \"ada\" :text \"hi\"}] \"cb2\"]"));
        var pushed = await app.Services.GetRequiredService<IRequiredActor<Users>>().ActorRef
            .Ask<PushResult>(new PushToClient(Uid.Nil, "c1", new Event("chat/message", new { from = "ada", text = "hi" })) { WantsResult = true }, TimeSpan.FromSeconds(30));
        Assert.Equal(1, pushed.Written);
        Assert.Equal("[[[:chat/message {:from \"ada\", :text \"hi\"}]] nil]", await client.ReceiveAsync());
    }

    [GeneratedRegex("data-csrf-token=\"([^\"]+)\"")]
    private static partial Regex TokenInPage { get; }

    [GeneratedRegex("^        ", RegexOptions.Multiline)]
    private static partial Regex MethodIndent { get; }

    private static string Part(string name)
    {
        var source = File.ReadAllText(Path.Combine(Folder(), "QuickStart.cs"));
        var begin = $"// README: {name}\n";
        var from = source.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var part = source[from..source.IndexOf("// README: end", from, StringComparison.Ordinal)].TrimEnd() + "\n";
        return part.StartsWith(' ') ? MethodIndent.Replace(part, "") : part;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
