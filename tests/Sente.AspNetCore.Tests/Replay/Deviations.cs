using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Where we answer otherwise than the recorded server.</summary>
internal static class Deviations
{
    private static readonly (string EventId, string Why)[] RepeatedAnswers =
    [
        ("test/reply-twice", "The first reply wins; later ones are dropped and counted."),
    ];

    /// <summary>The recorded server cuts a held poll off when it closes a user, without a status line; we end it properly (docs/protocol.md, "Differences from Sente's server").</summary>
    public static ReadOnlyMemory<byte> AnswerOfCutPoll(Packer packer) => packer.TimeoutMessage();

    /// <summary>Whether the recorded server answered the request once more, and we don't.</summary>
    public static bool SkipsRepeatedAnswer(Message request) => RepeatedAnswers.Any(row => row.EventId == request.EventId);
}
