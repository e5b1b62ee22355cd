namespace Sente.BrowserTests;

/// <summary>
/// A client that buffers events as Sente's own client does: each frame fills a sliding buffer of 512 events synchronously, and a loop that the browser
/// schedules as a separate task drains it.
/// </summary>
public sealed class StockClientTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string StockLikeClient = """
        () => {
          const token = document.querySelector("[data-csrf-token]").dataset.csrfToken;
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/chsk?client-id=stock&uid=ada&csrf-token=${encodeURIComponent(token)}`);
          const tasks = new MessageChannel();
          const buffer = [];
          const stock = (window.stock = { open: false, taken: [], dropped: 0, pings: 0 });
          let scheduled = false;
          tasks.port1.onmessage = () => {
            scheduled = false;
            while (buffer.length > 0) {
              const event = buffer.shift();
              const until = performance.now() + 1;
              while (performance.now() < until);
              stock.taken.push(event);
            }
          };
          socket.onmessage = ({ data }) => {
            if (data.startsWith("[[:chsk/handshake")) stock.open = true;
            else if (data === "[:chsk/ws-ping nil]") {
              stock.pings++;
              socket.send("[[:chsk/ws-pong] nil]");
            } else {
              for (const [, n] of data.matchAll(/\[:test\/n (\d+)\]/g)) {
                if (buffer.length === 512) {
                  buffer.shift();
                  stock.dropped++;
                }
                buffer.push(Number(n));
              }
              if (!scheduled) {
                scheduled = true;
                tasks.port2.postMessage(null);
              }
            }
          };
        }
        """;

    [Fact]
    public async Task Ten_thousand_events_at_once_reach_a_client_whose_handler_takes_a_millisecond_for_each()
    {
        var app = Own(await TestApp.StartAsync());
        var page = await NewPageAsync();
        await page.GotoAsync(app.Address.ToString());
        await page.EvaluateAsync(StockLikeClient);
        await page.WaitForFunctionAsync("stock.open");

        await app.PushNumbersAsync("ada", 0, 10_000);

        await page.WaitForFunctionAsync("stock.taken.length + stock.dropped >= 10_000", null, new() { Timeout = 60_000 });
        Assert.Equal(0, await page.EvaluateAsync<int>("stock.dropped"));
        Assert.True(await page.EvaluateAsync<bool>("stock.taken.every((n, i) => n === i)"), "The events did not come in order.");
        Assert.InRange(await page.EvaluateAsync<int>("stock.pings"), 10_000 / 256, 10_000 / 128);
    }
}
