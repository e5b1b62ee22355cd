using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>The time and the allocated memory of one operation.</summary>
internal readonly record struct Cost(double Nanoseconds, long Bytes);

/// <summary>
/// The results of all benchmarks. Each one runs several times, with all others in between, and its fastest iteration of a tenth of a
/// second counts, because everything else that the machine does only makes it slower.
/// </summary>
internal sealed class Measurements
{
    private const int Rounds = 3;

    private readonly Dictionary<(Type Benchmarks, string Method, string Format), Cost> _measured = [];

    /// <summary>Runs all benchmarks, and reports progress on standard error.</summary>
    /// <returns>The results; null if a measurement failed.</returns>
    public static Measurements? Take(bool isQuick)
    {
        var measurements = new Measurements();
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
        {
            Type[] benchmarks = [typeof(TypedBenchmarks), typeof(PlainBenchmarks), typeof(EventBenchmarks)];
            if (!BenchmarkRunner.Run(benchmarks, Config(isQuick)).All(measurements.Add))
            {
                return null;
            }
        }

        return measurements;
    }

    /// <summary>Returns the formats that a class of benchmarks measured: .NET's own first, then the packers.</summary>
    public IReadOnlyList<string> FormatsOf(Type benchmarks) =>
    [
        .. from format in _measured.Keys.Where(key => key.Benchmarks == benchmarks).Select(key => key.Format).Distinct()
           orderby Packers.BuiltIn.Index().FirstOrDefault(packer => packer.Item.Name == format, (Index: -1, Item: Packers.Edn)).Index
           select format,
    ];

    public Cost Of(Type benchmarks, string method, string format) => _measured[(benchmarks, method, format)];

    // The JIT needs about a second to reach its final code.
    private static ManualConfig Config(bool isQuick) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithLaunchCount(1)
            .WithWarmupCount(20)
            .WithIterationCount(isQuick ? 5 : 10)
            .WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 50 : 100)))
        .AddLogger(new StreamLogger(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true }))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithOptions(ConfigOptions.DisableLogFile);

    private bool Add(Summary summary)
    {
        foreach (var report in summary.Reports)
        {
            if (report.ResultStatistics is not { } time)
            {
                return false;
            }

            var (benchmark, name) = (report.BenchmarkCase.Descriptor, (string)report.BenchmarkCase.Parameters["Format"]);
            var key = (benchmark.Type, benchmark.WorkloadMethod.Name, name);
            var quickest = _measured.TryGetValue(key, out var before) ? Math.Min(before.Nanoseconds, time.Min) : time.Min;
            _measured[key] = new Cost(quickest, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
        }

        return !summary.HasCriticalValidationErrors && summary.Reports.Length > 0;
    }
}
