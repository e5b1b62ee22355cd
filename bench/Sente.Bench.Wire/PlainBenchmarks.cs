using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>
/// Packs and reads plain values, compared with a <see cref="JsonNode"/> that is walked to its leaves, because it parses values only when
/// they are asked for. When it is written, it copies the numbers from the text that it was parsed from.
/// </summary>
[MemoryDiagnoser]
[HideColumns("Error", "StdDev", "Median", "RatioSD")]
public class PlainBenchmarks
{
    private readonly JsonNode _node = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(Samples.Large))!;
    private Packer? _packer;
    private object? _value;
    private byte[] _bytes = [];

    [Params("JsonNode", "edn", "transit", "transit-verbose", "msgpack", "json")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _packer = Packers.Find(Format);
        // JSON has no composite keys, so it gets the values of a JSON document.
        _value = _packer is null or JsonPacker ? new EventData(Packers.Json.Pack(Samples.Large), Packers.Json).ToValue() : Samples.Plain;
        _bytes = _packer is null ? JsonSerializer.SerializeToUtf8Bytes(Samples.Large) : _packer.Pack(_value);
        Walk(_node);
    }

    [Benchmark]
    public object Encode() => _packer is null ? JsonSerializer.SerializeToUtf8Bytes(_node) : _packer.Pack(_value);

    [Benchmark]
    public object? Decode() => _packer is null ? Walk(JsonNode.Parse(_bytes)) : new EventData(_bytes, _packer).ToValue();

    private static int Walk(JsonNode? node)
    {
        var leaves = 0;
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    leaves += Walk(value);
                }

                break;
            case JsonArray array:
                foreach (var item in array)
                {
                    leaves += Walk(item);
                }

                break;
            case JsonValue value:
                leaves = value.GetValueKind() switch
                {
                    JsonValueKind.String => value.GetValue<string>().Length,
                    JsonValueKind.Number => value.GetValue<double>() > 0 ? 1 : 0,
                    _ => 0,
                };
                break;
        }

        return leaves;
    }
}
