using BenchmarkDotNet.Attributes;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>Encodes a small event as for a push: takes its snapshot, and makes the bytes for a connection from it.</summary>
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
