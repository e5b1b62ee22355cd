namespace Sente.AspNetCore.Tests;

/// <summary>One node for all tests of a class, which use different users.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    internal TestNode Node { get; private set; } = null!;

    public async Task InitializeAsync() => Node = await TestNode.StartAsync(
        sente => sente.CloseTimeout = TimeSpan.FromMilliseconds(300),
        RecordedServer.AddHandlers);

    public async Task DisposeAsync() => await Node.DisposeAsync();
}
