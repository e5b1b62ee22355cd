using Microsoft.Extensions.Hosting;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>The node of this process while it can serve clients: from its start until the host begins to stop.</summary>
internal sealed class NodeAvailability(NodeAccessor accessor, IHostApplicationLifetime lifetime)
{
    /// <summary>The node; null before it has started.</summary>
    public SenteNode? Node => accessor.Started ? accessor.Node : null;

    /// <summary>The node; null before it has started and once the host stops.</summary>
    public SenteNode? Serving => Stopping.IsCancellationRequested ? null : Node;

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;
}
