using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>A port whose transport is an HTTP request of this process.</summary>
internal abstract class TransportPort(long number, PortTraits traits) : Port(number, traits)
{
    /// <summary>The node is going: ends the transport politely, and tells the connection, which may live elsewhere.</summary>
    public abstract void Leave();

    /// <summary>Ends the transport at once.</summary>
    public abstract void Abort();
}
