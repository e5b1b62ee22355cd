using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore.Tests;

public sealed class UserIdsTests
{
    [Fact]
    public async Task A_claim_of_the_signed_in_user_is_the_uid()
    {
        var context = CheckedRequest.Of();
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ann"), new Claim("tenant", "t1")], "test"));

        Assert.Equal("ann", await UserIds.FromClaim()(new SenteRequest(context, "c")));
        Assert.Equal("t1", await UserIds.FromClaim("tenant")(new SenteRequest(context, "c")));
        Assert.Null(await UserIds.FromClaim("missing")(new SenteRequest(context, "c")));
        Assert.Null(await UserIds.FromClaim()(new SenteRequest(CheckedRequest.Of(), "c")));
    }

    [Fact]
    public async Task Each_browser_is_one_user_over_all_its_tabs()
    {
        await using var app = CheckedRequest.Services();
        var uid = UserIds.PerBrowserSession();
        var (_, cookie) = CheckedRequest.LoadPage(app);
        var (_, otherCookie) = CheckedRequest.LoadPage(app);

        var ann = await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1"));

        Assert.Equal(ann, await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-2")));
        Assert.NotEqual(ann, await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", otherCookie)), "tab-1")));
        Assert.DoesNotContain(cookie["sente=".Length..], ann, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_tab_is_a_user_of_its_own_that_no_other_browser_can_become()
    {
        await using var app = CheckedRequest.Services();
        var uid = UserIds.PerTab();
        var (_, cookie) = CheckedRequest.LoadPage(app);
        var (_, otherCookie) = CheckedRequest.LoadPage(app);

        var tab = await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1"));

        Assert.Equal(tab, await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1")));
        Assert.NotEqual(tab, await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-2")));
        Assert.NotEqual(tab, await uid(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", otherCookie)), "tab-1")));
    }

    [Fact]
    public async Task A_browser_without_a_cookie_is_given_one_and_is_the_same_user_from_then_on()
    {
        await using var app = CheckedRequest.Services();
        var first = CheckedRequest.Of(app, "?handshake%3F=1");
        first.Request.Method = HttpMethods.Get;
        var uid = await UserIds.PerBrowserSession()(new SenteRequest(first, "c"));

        var cookie = Assert.Single(first.Response.Headers.SetCookie)!.Split(';')[0];
        Assert.Equal(uid, await UserIds.PerBrowserSession()(new SenteRequest(CheckedRequest.Of(app, "", ("Cookie", cookie)), "c")));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "?handshake%3F=1")]
    public async Task A_client_that_keeps_no_cookie_is_no_new_user_at_each_request(string method, string query)
    {
        await using var app = CheckedRequest.Services();
        var request = CheckedRequest.Of(app, query);
        request.Request.Method = method;

        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => UserIds.PerTab()(new SenteRequest(request, "c")).AsTask());

        Assert.Equal(StatusCodes.Status403Forbidden, refused.StatusCode);
        Assert.Equal(0, request.Response.Headers.SetCookie.Count);
    }

    [Theory]
    [InlineData("?UID=ann", null, "ann")]
    [InlineData("", "uid=ann", "ann")]
    [InlineData("?uid=bob", "Uid=ann", "ann")]
    [InlineData("?uid=bob", "other=ann", "bob")]
    [InlineData("?uid=", null, null)]
    [InlineData("", null, null)]
    public async Task A_parameter_is_found_in_the_form_or_else_the_query(string query, string? form, string? uid)
    {
        var context = CheckedRequest.Of(null, query);
        if (form is not null)
        {
            context.Request.ContentType = "application/x-www-form-urlencoded";
            context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(form));
        }

        Assert.Equal(uid, await UserIds.FromParameter("uid")(new SenteRequest(context, "c")));
    }

    [Fact]
    public async Task A_parameter_that_is_given_twice_is_nobody() =>
        await Assert.ThrowsAsync<BadHttpRequestException>(() => UserIds.FromParameter("uid")(new SenteRequest(CheckedRequest.Of(null, "?uid=ann&UID=bob"), "c")).AsTask());

    [Fact]
    public async Task A_parameter_makes_the_same_user_of_a_clients_socket_polls_and_POSTs()
    {
        await using var node = await TestNode.StartAsync(
            sente => sente.UserId = UserIds.FromParameter("user"),
            handlers => handlers.On("test/who", (EventMsg msg) => msg.Uid));
        using var socket = await node.OpenAsync("?client-id=c1&user=ann");
        Assert.Equal("[[:chsk/handshake [\"ann\" nil nil]] nil]", await socket.ReceiveAsync());
        using var ajax = new AjaxClient(node.Address, "?client-id=c2&user=ann");
        Assert.Contains("\"ann\"", (await ajax.GetAsync("&handshake%3F=1")).Text, StringComparison.Ordinal);

        // The parameter is in the query of a GET, and, as with stock clients, in the form of a POST.
        Assert.Equal("[\"ann\" nil]", (await ajax.PostAsync("[[:test/who] :ajax]")).Text);
        using var form = new AjaxClient(node.Address, "");
        Assert.Equal("[\"ann\" nil]", (await form.PostFormAsync([new("client-id", "c2"), new("user", "ann"), new("ppstr", "[[:test/who] :ajax]")])).Text);
    }
}
