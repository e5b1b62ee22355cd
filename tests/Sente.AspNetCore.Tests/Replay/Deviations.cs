namespace Sente.AspNetCore.Tests;

/// <summary>Where we answer otherwise than the recorded server.</summary>
internal static class Deviations
{
    private static readonly (string Request, string Why)[] RepeatedAnswers =
    [
        ("[[:test/reply-twice]", "The first reply wins; later ones are dropped and counted (spec section 10)."),
    ];

    /// <summary>The recorded server cuts a held poll off when it closes a user, without a status line; we end it properly (spec section 10).</summary>
    public const string AnswerOfCutPoll = "[:chsk/timeout nil]";

    /// <summary>Whether the recorded server answered the request once more, and we don't.</summary>
    public static bool SkipsRepeatedAnswer(string request) => RepeatedAnswers.Any(row => request.StartsWith(row.Request, StringComparison.Ordinal));
}
