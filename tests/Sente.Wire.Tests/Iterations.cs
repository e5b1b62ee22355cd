using System.Globalization;

namespace Sente.Wire.Tests;

/// <summary>How often a property test tries its property: the number that the test names, times the variable <c>SENTE_PROPERTY_FACTOR</c> (1).</summary>
internal static class Iterations
{
    private static readonly long Factor = Environment.GetEnvironmentVariable("SENTE_PROPERTY_FACTOR") is { Length: > 0 } factor
        ? long.Parse(factor, CultureInfo.InvariantCulture)
        : 1;

    public static long Of(long iterations) => iterations * Factor;
}
