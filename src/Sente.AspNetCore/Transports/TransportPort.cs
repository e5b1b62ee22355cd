using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>A port whose transport is an HTTP request of this process.</summary>
internal abstract class TransportPort(long number, PortTraits traits) : Port(number, traits)
{
    /// <summary>Closes the transport because the node stops, and reports that to the connection, which may live on another node.</summary>
    public abstract void Leave();

    /// <summary>Cuts the transport without a closing handshake.</summary>
    public abstract void Abort();
}
