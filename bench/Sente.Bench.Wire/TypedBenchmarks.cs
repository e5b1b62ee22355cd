using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>Packs and reads an app's records, compared with System.Text.Json and its default options.</summary>
[MemoryDiagnoser]
[HideColumns("Error", "StdDev", "Median", "RatioSD")]
public class TypedBenchmarks
{
    private Packer? _packer;
    private (byte[] Small, byte[] Large) _bytes;

    [Params("System.Text.Json", "edn", "transit", "transit-verbose", "msgpack", "json")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _packer = Packers.Find(Format);
        _bytes = (EncodeSmall(), EncodeLarge());
    }

    [Benchmark]
    public byte[] EncodeSmall() => _packer is null ? JsonSerializer.SerializeToUtf8Bytes(Samples.Note) : _packer.Pack(Samples.Note);

    [Benchmark]
    public Note? DecodeSmall() => _packer is null ? JsonSerializer.Deserialize<Note>(_bytes.Small) : new EventData(_bytes.Small, _packer).As<Note>();

    [Benchmark]
    public byte[] EncodeLarge() => _packer is null ? JsonSerializer.SerializeToUtf8Bytes(Samples.Large) : _packer.Pack(Samples.Large);

    [Benchmark]
    public Large? DecodeLarge() => _packer is null ? JsonSerializer.Deserialize<Large>(_bytes.Large) : new EventData(_bytes.Large, _packer).As<Large>();
}
