using Sente.Bench;

// Each command starts a server in a process of its own, measures that process, and stops both.
return args switch
{
    ["serve", var port] => await BenchServer.RunAsync(int.Parse(port)),
    ["idle"] => await Measurements.IdleAsync(10_000),
    ["idle", var connections] => await Measurements.IdleAsync(int.Parse(connections)),
    ["cpu"] => await Measurements.CpuAsync(),
    ["alloc"] => await Measurements.AllocAsync(),
    ["burst"] => await Measurements.BurstAsync(),
    ["poll"] => await Measurements.PollAsync(),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine(
        """
        Sente.Bench idle [connections]   memory of the server per idle WebSocket (default: 10,000 of them)
        Sente.Bench cpu                  CPU time of a server without connections
        Sente.Bench alloc                bytes that the server allocates per event, echo and push
        Sente.Bench burst                events per second to one client that receives 100,000 at once
        Sente.Bench poll                 CPU time of the server per poll cycle
        """);
    return 1;
}
