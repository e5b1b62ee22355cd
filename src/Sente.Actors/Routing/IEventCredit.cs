namespace Sente.Actors;

/// <summary>Where an event's credit goes back to when the event is done: the socket or the POST that it came by.</summary>
internal interface IEventCredit
{
    /// <summary>Gives back credit for events that are done. Any thread.</summary>
    void Grant(int events, int bytes);
}
