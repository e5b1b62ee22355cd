using System.Globalization;

namespace Sente.Wire.Tests;

/// <summary>The number of iterations of a property test: the test's own number, times the environment variable <c>SENTE_PROPERTY_FACTOR</c> (default 1).</summary>
internal static class Iterations
{
    private static readonly long Factor = Environment.GetEnvironmentVariable("SENTE_PROPERTY_FACTOR") is { Length: > 0 } factor
        ? long.Parse(factor, CultureInfo.InvariantCulture)
        : 1;

    public static long Of(long iterations) => iterations * Factor;
}
