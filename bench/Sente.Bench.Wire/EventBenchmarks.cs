using BenchmarkDotNet.Attributes;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>The way of a small event that is pushed: its snapshot, and from that the bytes for a connection.</summary>
[MemoryDiagnoser]
[HideColumns("Error", "StdDev", "Median", "RatioSD")]
public class EventBenchmarks
{
    private Packer _packer = Packers.Edn;

    [Params("edn", "transit", "transit-verbose", "msgpack", "json")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _packer = Packers.Find(Format)!;

    [Benchmark]
    public int Encode() => new Event("my-app/note", Samples.Note).Encoded.TryGetBytes(_packer, out var bytes, out _) ? bytes.Length : 0;
}
