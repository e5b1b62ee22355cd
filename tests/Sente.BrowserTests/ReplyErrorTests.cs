namespace Sente.BrowserTests;

/// <summary>Errors with which the app's handlers answer requests.</summary>
public sealed class ReplyErrorTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ws")]
    [InlineData("ajax")]
    public async Task A_request_rejects_with_the_message_code_and_data_of_the_handlers_error(string type)
    {
        var app = Own(await TestApp.StartAsync());
        var page = await ClientPage.ConnectAsync(await NewPageAsync(), app.Address, "ada", type);
        var error = await page.Page.EvaluateAsync<string>(
            """
            () => client.request("test/join", "lobby").then(
              () => "no error",
              (error) => JSON.stringify([error instanceof Sente.SenteReplyError, error.message, error.code, error.data.room, error.data.seats]))
            """);
        Assert.Equal("[true,\"The room is full\",\"full\",\"lobby\",[1,2]]", error);
    }
}
