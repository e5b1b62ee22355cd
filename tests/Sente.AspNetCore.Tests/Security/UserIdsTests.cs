using System.Security.Claims;

namespace Sente.AspNetCore.Tests;

public sealed class UserIdsTests
{
    [Fact]
    public async Task A_claim_of_the_signed_in_user_is_the_uid()
    {
        var context = CheckedRequest.Of();
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ann"), new Claim("tenant", "t1")], "test"));

        Assert.Equal("ann", await UserIds.FromClaim()(context, "c"));
        Assert.Equal("t1", await UserIds.FromClaim("tenant")(context, "c"));
        Assert.Null(await UserIds.FromClaim("missing")(context, "c"));
        Assert.Null(await UserIds.FromClaim()(CheckedRequest.Of(), "c"));
    }

    [Fact]
    public async Task Each_browser_is_one_user_over_all_its_tabs()
    {
        await using var app = CheckedRequest.Services();
        var uid = UserIds.PerBrowserSession();
        var (_, cookie) = CheckedRequest.LoadPage(app);
        var (_, otherCookie) = CheckedRequest.LoadPage(app);

        var ann = await uid(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1");

        Assert.Equal(ann, await uid(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-2"));
        Assert.NotEqual(ann, await uid(CheckedRequest.Of(app, "", ("Cookie", otherCookie)), "tab-1"));
        Assert.DoesNotContain(cookie["sente=".Length..], ann, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_tab_is_a_user_of_its_own_that_no_other_browser_can_become()
    {
        await using var app = CheckedRequest.Services();
        var uid = UserIds.PerTab();
        var (_, cookie) = CheckedRequest.LoadPage(app);
        var (_, otherCookie) = CheckedRequest.LoadPage(app);

        var tab = await uid(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1");

        Assert.Equal(tab, await uid(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-1"));
        Assert.NotEqual(tab, await uid(CheckedRequest.Of(app, "", ("Cookie", cookie)), "tab-2"));
        Assert.NotEqual(tab, await uid(CheckedRequest.Of(app, "", ("Cookie", otherCookie)), "tab-1"));
    }

    [Fact]
    public async Task A_browser_without_a_cookie_is_given_one_and_is_the_same_user_from_then_on()
    {
        await using var app = CheckedRequest.Services();
        var first = CheckedRequest.Of(app);
        var uid = await UserIds.PerBrowserSession()(first, "c");

        var cookie = Assert.Single(first.Response.Headers.SetCookie)!.Split(';')[0];
        Assert.Equal(uid, await UserIds.PerBrowserSession()(CheckedRequest.Of(app, "", ("Cookie", cookie)), "c"));
    }
}
