using System.Globalization;

namespace Sente.Bench.Wire;

/// <summary>The tables of <c>bench/README.md</c>: the costs of each packer, compared with System.Text.Json.</summary>
internal static class Tables
{
    private static readonly (string Name, double Nanoseconds) Nanoseconds = ("ns", 1);
    private static readonly (string Name, double Nanoseconds) Microseconds = ("µs", 1000);

    /// <summary>Measures everything and prints the tables.</summary>
    /// <returns>The process's exit code: 1 if a measurement failed.</returns>
    public static int Print(TextWriter to, bool isQuick)
    {
        Sizes.Print(to);
        if (Measurements.Take(isQuick) is not { } measurements)
        {
            return 1;
        }

        Print(to, measurements, "Typed, small", Nanoseconds, typeof(TypedBenchmarks), nameof(TypedBenchmarks.EncodeSmall), nameof(TypedBenchmarks.DecodeSmall));
        Print(to, measurements, "Typed, large", Microseconds, typeof(TypedBenchmarks), nameof(TypedBenchmarks.EncodeLarge), nameof(TypedBenchmarks.DecodeLarge));
        Print(to, measurements, "Plain values, large", Microseconds, typeof(PlainBenchmarks), nameof(PlainBenchmarks.Encode), nameof(PlainBenchmarks.Decode));
        Print(to, measurements, "From a record to an event's bytes, small", Nanoseconds, typeof(EventBenchmarks), nameof(EventBenchmarks.Encode));
        return 0;
    }

    // A row per format, compared with the first one; three columns per method.
    private static void Print(TextWriter to, Measurements measurements, string title, (string Name, double Nanoseconds) unit, Type benchmarks, params string[] methods)
    {
        to.WriteLine();
        to.WriteLine($"| {title} | {string.Join(" | ", methods.Select(method => $"{Verb(method)}, {unit.Name} | times | allocated, bytes"))} |");
        to.WriteLine($"| --- |{string.Concat(methods.Select(_ => " ---: | ---: | ---: |"))}");
        var formats = measurements.FormatsOf(benchmarks);
        foreach (var format in formats)
        {
            var cells = methods.Select(method =>
            {
                var (cost, first) = (measurements.Of(benchmarks, method, format), measurements.Of(benchmarks, method, formats[0]));
                return string.Create(CultureInfo.InvariantCulture, $"{cost.Nanoseconds / unit.Nanoseconds:N0} | {cost.Nanoseconds / first.Nanoseconds:0.00} | {cost.Bytes:N0}");
            });
            to.WriteLine($"| {format} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Verb(string method) => method.StartsWith("Encode", StringComparison.Ordinal) ? "encode" : "decode";
}
