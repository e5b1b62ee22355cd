using System.Text;
using Sente.Wire;

namespace Sente.Cli;

/// <summary>Converts packed messages line by line.</summary>
/// <param name="from">The packer of the input.</param>
/// <param name="to">The packer of the output.</param>
internal sealed class LineConverter(Packer from, Packer to)
{
    private static readonly WireLimits Limits = new() { MaxMessageBytes = int.MaxValue };

    /// <summary>Converts every line up to the end of the input, except empty ones.</summary>
    /// <returns>Whether all lines could be converted.</returns>
    public bool Run(TextReader input, TextWriter output)
    {
        var isGood = true;
        while (input.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var converted = Convert(line, out var error);
            isGood &= error is null;
            output.WriteLine(converted ?? "error: " + error);
        }

        return isGood;
    }

    private string? Convert(string line, out string? error)
    {
        error = null;
        try
        {
            var bytes = from.IsBinary ? System.Convert.FromHexString(line.Trim()) : Encoding.UTF8.GetBytes(line);
            var packed = to.Pack(from.Open(bytes, Limits));
            return to.IsBinary ? System.Convert.ToHexStringLower(packed) : Encoding.UTF8.GetString(packed);
        }
        catch (FormatException e)
        {
            // Invalid hex, malformed messages and values without a representation in the other format all throw a FormatException.
            error = e.Message.ReplaceLineEndings(" ");
            return null;
        }
    }
}
