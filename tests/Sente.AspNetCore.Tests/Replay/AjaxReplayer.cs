using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// Sends a recording's polls and POSTs in their order, each after the requests that had ended before it have ended here too, and compares the
/// answers as values.
/// </summary>
internal sealed class AjaxReplayer(TestNode node)
{
    /// <summary>Replays the recording; returns the number of compared answers.</summary>
    public async Task<int> ReplayAsync(AjaxRecording recording)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = node.Address };
        var running = new List<Running>();
        var compared = 0;
        foreach (var step in recording.Steps)
        {
            compared += await EndAsync(running, recording.Packer, entry => entry.Ended <= step.Started);
            var abort = new CancellationTokenSource();
            running.Add(new Running(step, SendAsync(http, step, abort.Token), abort));
        }

        return compared + await EndAsync(running, recording.Packer, _ => true);
    }

    private static async Task<int> EndAsync(List<Running> running, Packer packer, Func<AjaxStep, bool> ends)
    {
        var compared = 0;
        foreach (var (step, answer, abort) in running.Where(entry => ends(entry.Step)).OrderBy(entry => entry.Step.Ended).ToArray())
        {
            if (step.ClientAborted)
            {
                await abort.CancelAsync();
            }

            compared += await CompareAsync(step, packer, answer) ? 1 : 0;
            abort.Dispose();
            running.RemoveAll(entry => entry.Step == step);
        }

        return compared;
    }

    private static async Task<bool> CompareAsync(AjaxStep step, Packer packer, Task<byte[]?> answer)
    {
        var body = await answer;
        if (step.ClientAborted)
        {
            // The next poll may reach the server before the abort does. Then this one has ended with a time-out.
            if (body is not null)
            {
                Assert.Equal(Message.Read(packer.TimeoutMessage(), packer), Message.Read(body, packer));
            }

            return false;
        }

        if (step.Status != 200)
        {
            Assert.Equal(step.Answer, body);
            return true;
        }

        Assert.Equal(Message.Read(step.Answer ?? Deviations.AnswerOfCutPoll(packer), packer), Message.Read(body!, packer));
        return true;
    }

    /// <summary>Returns the answer's body; null when the client aborted.</summary>
    private static async Task<byte[]?> SendAsync(HttpClient http, AjaxStep step, CancellationToken abort)
    {
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), step.Url);
        foreach (var (name, value) in step.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = step.Content;
        try
        {
            using var response = await http.SendAsync(request, abort).InTime();
            Assert.Equal(step.Status, (int)response.StatusCode);
            return await response.Content.ReadAsByteArrayAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record Running(AjaxStep Step, Task<byte[]?> Answer, CancellationTokenSource Abort);
}
