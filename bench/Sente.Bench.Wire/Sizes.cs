using System.Text.Json;
using Sente.Wire;

namespace Sente.Bench.Wire;

/// <summary>The sizes of the samples in each packer.</summary>
internal static class Sizes
{
    public static void Print(TextWriter to)
    {
        to.WriteLine("| packer | small | large |");
        to.WriteLine("| --- | ---: | ---: |");
        to.WriteLine($"| System.Text.Json | {JsonSerializer.SerializeToUtf8Bytes(Samples.Note).Length:N0} | {JsonSerializer.SerializeToUtf8Bytes(Samples.Large).Length:N0} |");
        foreach (var packer in Packers.BuiltIn)
        {
            to.WriteLine($"| {packer.Name} | {packer.Pack(Samples.Note).Length:N0} | {packer.Pack(Samples.Large).Length:N0} |");
        }
    }
}
