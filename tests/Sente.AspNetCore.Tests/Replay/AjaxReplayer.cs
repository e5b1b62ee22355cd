using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// Sends a recording's polls and POSTs in their order, each when those that had ended before it have ended here too, and compares the
/// answers as values.
/// </summary>
internal sealed class AjaxReplayer(TestNode node)
{
    /// <summary>Plays it; the answer is how many answers were compared.</summary>
    public async Task<int> ReplayAsync(string recording)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = node.Address };
        var running = new List<(AjaxStep Step, Task<string?> Answer, CancellationTokenSource Abort)>();
        var compared = 0;
        foreach (var step in AjaxStep.Load(recording))
        {
            compared += await EndAsync(running, entry => entry.Ended <= step.Started);
            var abort = new CancellationTokenSource();
            running.Add((step, SendAsync(http, step, abort.Token), abort));
        }

        return compared + await EndAsync(running, _ => true);
    }

    private static async Task<int> EndAsync(List<(AjaxStep Step, Task<string?> Answer, CancellationTokenSource Abort)> running, Func<AjaxStep, bool> ends)
    {
        var compared = 0;
        foreach (var (step, answer, abort) in running.Where(entry => ends(entry.Step)).OrderBy(entry => entry.Step.Ended).ToArray())
        {
            if (step.ClientAborted)
            {
                await abort.CancelAsync();
            }

            compared += await CompareAsync(step, answer) ? 1 : 0;
            abort.Dispose();
            running.RemoveAll(entry => entry.Step == step);
        }

        return compared;
    }

    private static async Task<bool> CompareAsync(AjaxStep step, Task<string?> answer)
    {
        var text = await answer;
        if (step.ClientAborted)
        {
            Assert.Null(text);
            return false;
        }

        if (step.Status != 200)
        {
            Assert.Equal(step.Answer, text);
            return true;
        }

        Assert.Equal(ServerMessage.Read(step.Answer ?? Deviations.AnswerOfCutPoll), ServerMessage.Read(text!));
        return true;
    }

    /// <summary>The answer's body; null when this side gave up.</summary>
    private static async Task<string?> SendAsync(HttpClient http, AjaxStep step, CancellationToken abort)
    {
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), step.Url);
        foreach (var (name, value) in step.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (step.Body is not null)
        {
            request.Content = new StringContent(step.Body, Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        try
        {
            using var response = await http.SendAsync(request, abort).InTime();
            Assert.Equal(step.Status, (int)response.StatusCode);
            return await response.Content.ReadAsStringAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
    }
}
