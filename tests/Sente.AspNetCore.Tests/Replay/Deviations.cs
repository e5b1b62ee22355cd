using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Where this server answers differently from the recorded one.</summary>
internal static class Deviations
{
    private static readonly (string EventId, string Why)[] RepeatedAnswers =
    [
        ("test/reply-twice", "The first reply wins; later ones are dropped and counted."),
    ];

    /// <summary>The recorded server cuts a held poll without a status line when it closes a user; this one answers it (docs/protocol.md, "Differences from Sente's server").</summary>
    public static ReadOnlyMemory<byte> AnswerOfCutPoll(Packer packer) => packer.TimeoutMessage();

    /// <summary>Whether the recorded server answered the request a second time, which this one doesn't.</summary>
    public static bool SkipsRepeatedAnswer(Message request) => RepeatedAnswers.Any(row => row.EventId == request.EventId);
}
