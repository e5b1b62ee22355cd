namespace Sente;

/// <summary>No handler finished an event. The client, if it waits, has been answered <c>:chsk/error</c>.</summary>
/// <param name="Message">The event.</param>
/// <param name="Exception">What was thrown; null when no handler matches, or the handler's actor has ended or can't be started.</param>
public sealed record HandlerError(EventMsg Message, Exception? Exception)
{
    /// <summary>Whether the client is at fault: its data does not read as the type that the handler asked for. Then <see cref="Exception"/> is the <see cref="SenteDataException"/>.</summary>
    public bool IsClientFault { get; init; }
}
