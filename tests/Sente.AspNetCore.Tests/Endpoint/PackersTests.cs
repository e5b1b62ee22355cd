using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Clients of different packers on one endpoint.</summary>
public sealed class PackersTests : IAsyncLifetime
{
    private static readonly string[] All = [.. Packers.BuiltIn.Select(packer => packer.Name)];

    public static TheoryData<string> Names => [.. All];

    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(
        sente =>
        {
            foreach (var name in All)
            {
                sente.AllowedPackers.Add(name);
            }
        },
        handlers => handlers
            .On("test/pass-on", (EventMsg msg, ISente sente) => sente.Push(msg.Uid, new Event("test/passed-on", msg.Data)))
            .On("test/bytes", (EventMsg _) => new { Picture = new byte[] { 1, 2 } })
            .On("test/packer", (EventMsg msg) => msg.Request.Packer));

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task What_one_client_says_in_its_packer_all_others_hear_in_theirs()
    {
        var said = new { Id = Guid.Parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), Count = 42, Texts = new[] { "é\ud83d\ude00", null } };
        var clients = await ConnectAllAsync();
        foreach (var speaker in clients)
        {
            await speaker.SendAsync(new ValueVector(Event(speaker.Packer, "test/pass-on", EventData.From(said).ToValue()), null));
            foreach (var listener in clients)
            {
                var passedOn = (ValueVector)Assert.Single((await listener.ReceiveAsync()).Batch!)!;
                Assert.Equal("test/passed-on", new Message(passedOn, null).EventId);
                // (JSON has neither keywords nor UUIDs; what a type asks for is found all the same.)
                var heard = EventData.From(passedOn[1]).As<Said>();
                Assert.Equal((said.Id, said.Count), (heard.Id, heard.Count));
                Assert.Equal(said.Texts, heard.Texts);
            }
        }

        DisposeAll(clients);
    }

    [Fact]
    public async Task What_a_packer_cannot_say_is_reported_with_its_path_and_touches_nobody_else()
    {
        var clients = await ConnectAllAsync();
        var result = await _node.Sente.PushAsync("u1", new Event("test/picture", new { Album = new[] { new { Bytes = new byte[] { 1, 2 } } } }));

        // EDN has no type for bytes.
        Assert.Equal(["client-of-edn", "client-of-gzip-edn"], result.Refused.Select(refusal => refusal.ClientId).Order());
        Assert.All(result.Refused, refusal =>
        {
            Assert.Equal(PushRefusalReason.NotRepresentable, refusal.Reason);
            Assert.Contains("album[0].bytes", refusal.Message, StringComparison.Ordinal);
        });
        Assert.Equal(All.Length - 2, result.Written);
        await _node.Sente.PushAsync("u1", new Event("test/after"));
        foreach (var client in clients)
        {
            var heard = (await client.ReceiveAsync()).Batch!;
            var ids = heard.Concat(heard.Count == 1 && client.Packer.ValuePacker != Packers.Edn ? (await client.ReceiveAsync()).Batch! : []).Select(evt => new Message(evt, null).EventId);
            Assert.Equal(client.Packer.ValuePacker == Packers.Edn ? ["test/after"] : ["test/picture", "test/after"], ids);
        }

        DisposeAll(clients);
    }

    [Theory]
    [InlineData("edn", false)]
    [InlineData("msgpack", true)]
    [InlineData("json", true)]
    public async Task A_reply_that_a_packer_cannot_say_is_an_error(string name, bool can)
    {
        using var client = await PackedClient.ConnectAsync(_node, Packers.Find(name)!);
        await client.SendAsync(new ValueVector(Event(client.Packer, "test/bytes"), "cb1"));
        var reply = await client.ReceiveAsync();
        Assert.Equal("cb1", reply.Callback);
        Assert.Equal(can, reply.First is ValueMap);
        if (!can)
        {
            Assert.Equal(Keyword.Parse("chsk/error"), reply.First);
        }

        var post = await PostAsync(client.Packer, new ValueVector(Event(client.Packer, "test/bytes"), "ajax"));
        Assert.Equal(can, Message.Read(await post.Content.ReadAsByteArrayAsync(), client.Packer).First is ValueMap);
    }

    [Fact]
    public async Task Answers_have_the_type_of_their_packer_and_handlers_know_its_name()
    {
        foreach (var packer in Packers.BuiltIn)
        {
            using var answer = await PostAsync(packer, new ValueVector(Event(packer, "test/packer"), "ajax"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(packer.IsBinary ? "application/octet-stream" : "text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal(packer.Name, Message.Read(await answer.Content.ReadAsByteArrayAsync(), packer).First);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_extension_is_spoken_in_every_packer(string name)
    {
        var packer = Packers.Find(name)!;
        Extra handshake;
        using (var client = new PackedClient(packer, await _node.OpenAsync($"?uid=u1&client-id=c1&sente-x=1&sente-packer={name}")))
        {
            (_, handshake) = await client.ReceiveExtendedAsync();
            Assert.Equal((true, 0L), (handshake.Session?.Length > 0, handshake.N));
            for (var i = 1; i <= 3; i++)
            {
                await _node.Sente.PushAsync("u1", new Event("test/numbered", i));
                var (numbered, batch) = await client.ReceiveExtendedAsync();
                Assert.Equal(((long)i, (long?)i), (NumberOf(numbered), batch.N));
            }

            var ack = packer.HasKeywords ? (object)Keyword.Parse("ack") : "ack";
            await client.SendAsync(new ValueVector(null, null, new ValueMap((ack, 2L))));
            await client.SendAsync(new ValueVector(Event(packer, "test/packer"), "cb1"));
            Assert.Equal(name, (await client.ReceiveExtendedAsync()).First);
            await client.Socket.CloseAsync();
        }

        using var again = new PackedClient(packer, await _node.OpenAsync($"?uid=u1&client-id=c1&sente-x=1&sente-session={handshake.Session}&sente-ack=2&sente-packer={name}"));
        await again.ReceiveExtendedAsync();
        var (third, rest) = await again.ReceiveExtendedAsync();
        Assert.Equal((3L, (long?)3), (NumberOf(third), rest.N));

        static long NumberOf(object? batch) => (long)((ValueVector)Assert.Single((ValueVector)batch!)!)[1]!;
    }

    [Fact]
    public async Task A_frame_that_inflates_past_the_limit_closes_1009_and_a_POST_of_it_gets_413()
    {
        var bomb = Bomb(64 * 1024 * 1024);
        using var client = await PackedClient.ConnectAsync(_node, Packers.Find("gzip-edn")!);
        await client.Socket.SendAsync(bomb, WebSocketMessageType.Binary);
        Assert.Equal(1009, (await client.Socket.ExpectCloseAsync()).Code);

        using var answer = await PostAsync(client.Packer, bomb);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("inflates to more than", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edn")]
    [InlineData("transit")]
    [InlineData("transit-verbose")]
    [InlineData("msgpack")]
    [InlineData("gzip-edn")]
    [InlineData("gzip-msgpack")]
    public async Task A_short_message_that_stands_for_a_long_one_closes_1009_and_a_POST_of_it_gets_413(string name)
    {
        var packer = Packers.Find(name)!;
        var message = Amplified(packer);
        Assert.InRange(message.Length, 1, WireLimits.Default.MaxMessageBytes);
        using var client = await PackedClient.ConnectAsync(_node, packer);
        await client.Socket.SendAsync(message, packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        Assert.Equal((1009, "a message has at most 1048576 bytes, cached keys and namespaces written out"), await client.Socket.ExpectCloseAsync());

        using var answer = await PostAsync(packer, message);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("when its namespaces and cached keys are written out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_frame_to_a_binary_packer_closes_1003()
    {
        using var client = await PackedClient.ConnectAsync(_node, Packers.MessagePack);
        await client.Socket.SendAsync("[[:test/packer] nil]");
        Assert.Equal((1003, "the packer msgpack takes binary frames"), await client.Socket.ExpectCloseAsync());
    }

    /// <summary>Creates a small frame with a long string, which a limit on the frame alone would accept.</summary>
    private static byte[] Bomb(int size)
    {
        using var frame = new MemoryStream();
        frame.WriteByte(1);
        using (var gzip = new GZipStream(frame, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("[[:test/pass-on \""u8);
            var chunk = new byte[1024 * 1024];
            chunk.AsSpan().Fill((byte)'x');
            for (var written = 0; written < size; written += chunk.Length)
            {
                gzip.Write(chunk);
            }

            gzip.Write("\"] nil]"u8);
        }

        return frame.ToArray();
    }

    /// <summary>Creates a message with a name of 5,000 characters that is used 20,000 times: 100 MB in about 100 KB.</summary>
    private static byte[] Amplified(Packer packer)
    {
        const int Uses = 20_000;
        var name = new string('n', 5000);
        var uses = Enumerable.Range(0, Uses);
        byte[] message = packer.ValuePacker.Name switch
        {
            "edn" => System.Text.Encoding.UTF8.GetBytes($"[[:test/pass-on #:{name}{{{string.Concat(uses.Select(i => $":a{i} 1 "))}}}] \"x\"]"),
            "transit" => System.Text.Encoding.UTF8.GetBytes($"[[\"~:test/pass-on\",[[\"^ \",\"~:{name}\",1]{string.Concat(uses.Select(_ => ",[\"^ \",\"^1\",1]"))}]],\"x\"]"),
            "transit-verbose" => System.Text.Encoding.UTF8.GetBytes($"[[\"~:test/pass-on\",[{{\"~:{name}\":1}}{string.Concat(uses.Select(_ => ",{\"^1\":1}"))}]],\"x\"]"),
            _ => [0x92, 0x92, 0xc7, 12, 0, .. "test/pass-on"u8, 0xdc, (Uses + 1) >> 8, (Uses + 1) & 0xff, 0x81, 0xc8, 5000 >> 8, 5000 & 0xff, 0,
                .. System.Text.Encoding.UTF8.GetBytes(name), 1, .. uses.SelectMany(_ => new byte[] { 0x81, 0xd4, 8, 0, 1 }), 0xa1, (byte)'x'],
        };
        if (packer.ValuePacker == packer)
        {
            return message;
        }

        using var frame = new MemoryStream();
        frame.WriteByte(1);
        using (var gzip = new GZipStream(frame, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return frame.ToArray();
    }

    private static ValueVector Event(Packer packer, string id, params object?[] data) =>
        new([packer.HasKeywords ? Keyword.Parse(id) : id, .. data]);

    private Task<HttpResponseMessage> PostAsync(Packer packer, ValueVector pair) => PostAsync(packer, packer.Pack<object>(pair));

    private async Task<HttpResponseMessage> PostAsync(Packer packer, byte[] packed)
    {
        using var http = new HttpClient { BaseAddress = _node.Address };
        var query = $"/chsk?uid=u2&client-id=poster&sente-packer={packer.Name}";
        if (!packer.IsBinary)
        {
            using var form = new FormUrlEncodedContent([new("client-id", "poster"), new("ppstr", System.Text.Encoding.UTF8.GetString(packed))]);
            return await http.PostAsync(new Uri(query, UriKind.Relative), form).InTime();
        }

        using var body = new ByteArrayContent(packed);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await http.PostAsync(new Uri(query + "&binary%3F=true", UriKind.Relative), body).InTime();
    }

    private Task<PackedClient[]> ConnectAllAsync() => Task.WhenAll(Packers.BuiltIn.Select(packer => PackedClient.ConnectAsync(_node, packer)));

    private static void DisposeAll(PackedClient[] clients)
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private sealed record Extra(string? Session, long? N);

    private sealed record Said(Guid Id, int Count, string?[] Texts);

    /// <summary>A WebSocket that uses the given packer.</summary>
    private sealed record PackedClient(Packer Packer, RawClient Socket) : IDisposable
    {
        private WebSocketMessageType FrameType => Packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

        public static async Task<PackedClient> ConnectAsync(TestNode node, Packer packer)
        {
            var client = new PackedClient(packer, await node.OpenAsync($"?uid=u1&client-id=client-of-{packer.Name}&sente-packer={packer.Name}"));
            Assert.Equal("chsk/handshake", (await client.ReceiveAsync()).EventId);
            return client;
        }

        public Task SendAsync(ValueVector pair) => Socket.SendAsync(Packer.Pack<object>(pair), FrameType);

        public async Task<Message> ReceiveAsync() => Message.Read(await Socket.ReceiveAsync(FrameType), Packer);

        /// <summary>Receives a message with its third element, which is empty if there is none.</summary>
        public async Task<(object? First, Extra Extra)> ReceiveExtendedAsync()
        {
            var message = (ValueVector)Packer.Open(await Socket.ReceiveAsync(FrameType), WireLimits.Default).ToValue()!;
            return (message[0], message.Count > 2 ? EventData.From(message[2]).As<Extra>() : new Extra(null, null));
        }

        public void Dispose() => Socket.Dispose();
    }
}
