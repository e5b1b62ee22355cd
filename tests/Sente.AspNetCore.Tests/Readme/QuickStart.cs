using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sente.AspNetCore.Tests.QuickStart;

/// <summary>The README's quick start, between the marks, so that it compiles and runs.</summary>
public static class Server
{
    public static WebApplication Create(string[] args)
    {
        // README: server
        var builder = WebApplication.CreateBuilder(args);

        builder.Services
            .AddSente(sente => sente.UserId = context => context.User.Identity?.Name)
            .AddHandler<ChatActor>("chat/*")
            .On("my-app/request", (EventMsg msg) => new { status = "ok" });

        var app = builder.Build();
        app.MapGet("/", (HttpContext context, ISenteCsrf csrf) => Results.Content(
            $"""<div id="sente-csrf-token" data-csrf-token="{csrf.GetToken(context)}"></div>""", "text/html"));
        app.MapSente("/chsk");
        // README: end
        return app;
    }
}

// README: actor
public sealed record ChatMessage(string To, string Text);

public sealed class ChatActor : ReceiveActor
{
    public ChatActor(IRequiredActor<Users> users)
    {
        Receive<EventMsg>(msg =>
        {
            var message = msg.Data.As<ChatMessage>();
            users.ActorRef.Tell(new PushToUser(message.To, new Event("chat/message", new { from = msg.Uid, text = message.Text })));
            msg.Reply?.Send(new { sent = true });
        });
    }
}

// README: end
