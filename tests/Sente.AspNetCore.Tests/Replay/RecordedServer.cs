using Akka.Actor;

namespace Sente.AspNetCore.Tests;

/// <summary>The handlers of the recorded server.</summary>
internal static class RecordedServer
{
    private static readonly Keyword Unmatched = Keyword.Parse("unmatched");

    /// <summary>Adds them.</summary>
    public static void AddHandlers(SenteBuilder names) => names
        .On("test/echo", (EventMsg msg) => msg.Data.ToValue())
        .On("test/no-reply", (EventMsg _) => { })
        .On("test/push-me", (EventMsg msg, ISente sente) => sente.Push(msg.Uid, new Event("test/pushed", msg.Data)))
        .On("test/push-n", (EventMsg msg, ISente sente) => PushNumbered(msg, evt => sente.Push(msg.Uid, evt)))
        .On("test/push-n-flush", (EventMsg msg, Akka.Hosting.IRequiredActor<Users> users) =>
            PushNumbered(msg, evt => users.ActorRef.Tell(new PushToUser(msg.Uid, evt) { Flush = true })))
        .On("test/connected", (IConnectedUsers users) => Connected(users.Current))
        .On("test/close-me", (EventMsg msg, ISente sente) => sente.Close(msg.Uid))
        .On("test/reply-twice", (EventMsg msg) =>
        {
            msg.Reply?.Send(1);
            msg.Reply?.Send(2);
        })
        .On("test/reply-late", async (EventMsg msg) =>
        {
            var late = msg.Data.As<Late>();
            await Task.Delay(late.Ms);
            msg.Reply?.Send(late.V);
        })
        .On("*", (EventMsg msg) => new ValueMap((Unmatched, msg.Event.Encoded.Data.ToValue())));

    private static ValueMap Connected(ConnectedUids uids) => new(
        (Keyword.Parse("ws"), new ValueSet([.. uids.Ws])),
        (Keyword.Parse("ajax"), new ValueSet([.. uids.Ajax])),
        (Keyword.Parse("any"), new ValueSet([.. uids.Any])));

    private static void PushNumbered(EventMsg msg, Action<Event> push)
    {
        for (var i = 0L; i < msg.Data.As<Numbered>().N; i++)
        {
            push(new Event("test/pushed", new ValueMap((Keyword.Parse("i"), i))));
        }
    }

    private sealed record Numbered(int N);

    private sealed record Late(int Ms, object? V);
}
