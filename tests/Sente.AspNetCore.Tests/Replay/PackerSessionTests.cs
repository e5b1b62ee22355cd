using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// Sessions in every packer: recorded ones of a real Sente server and client, and, for packers that these don't have, the EDN sessions converted to
/// the packer, which the client asks for by <c>sente-packer</c>.
/// </summary>
public sealed class PackerSessionTests
{
    public static TheoryData<string> Others => [.. Packers.BuiltIn.Select(packer => packer.Name).Where(name => name != "edn")];

    [Theory]
    [InlineData("ws-session-basic-transit", 19)]
    [InlineData("ws-session-basic-msgpack", 19)]
    [InlineData("ws-session-close-msgpack", 5)]
    public async Task A_WebSocket_of_a_stock_client_with_another_packer_gets_every_recorded_frame(string name, int frames)
    {
        var recording = Recording.Load(name);
        await using var node = await TestNode.StartAsync(
            sente =>
            {
                sente.Packer = recording.Packer.Name;
                sente.WebSocketSendDelay = TimeSpan.FromMilliseconds(30);
            },
            RecordedServer.AddHandlers);

        Assert.Equal(frames, await new Replayer(node, frameByFrame: true).ReplayAsync(recording));
    }

    [Theory]
    [InlineData("ajax-session-basic-edn")]
    [InlineData("ajax-session-basic-transit")]
    [InlineData("ajax-session-basic-msgpack")]
    public async Task Polls_and_POSTs_of_a_stock_client_are_answered_as_recorded(string name)
    {
        var recording = AjaxRecording.Load(name);
        await using var node = await StartForAjaxAsync(sente => sente.Packer = recording.Packer.Name);

        Assert.Equal(14, await new AjaxReplayer(node).ReplayAsync(recording));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_WebSocket_that_asks_for_a_packer_has_its_session_in_it(string name)
    {
        var packer = Packers.Find(name)!;
        await using var node = await TestNode.StartAsync(sente => sente.AllowedPackers.Add(name), RecordedServer.AddHandlers);

        Assert.Equal(19, await new Replayer(node, frameByFrame: false).ReplayAsync(Recording.Load("ws-session-basic-edn").In(packer)));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Polls_and_POSTs_that_ask_for_a_packer_are_answered_in_it(string name)
    {
        var packer = Packers.Find(name)!;
        await using var node = await StartForAjaxAsync(sente => sente.AllowedPackers.Add(name));

        Assert.Equal(14, await new AjaxReplayer(node).ReplayAsync(AjaxRecording.Load("ajax-session-basic-edn").In(packer)));
    }

    /// <summary>
    /// Sets Sente's own send delay, because answers are compared one by one, and a longer poll time-out than the recorded 1.5 s, because on a slow
    /// machine other polls must not time out.
    /// </summary>
    private static Task<TestNode> StartForAjaxAsync(Action<SenteOptions> packers) => TestNode.StartAsync(
        sente =>
        {
            sente.UserId = request => new(request.HttpContext.Request.Query["uid"].FirstOrDefault() ?? request.HttpContext.Request.Headers["x-uid"]);
            sente.PollTimeout = TimeSpan.FromSeconds(3);
            sente.AjaxSendDelay = TimeSpan.FromMilliseconds(100);
            packers(sente);
        },
        RecordedServer.AddHandlers);
}
