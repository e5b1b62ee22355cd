using System.CommandLine;
using System.Text;
using Sente.Wire;

namespace Sente.Cli;

/// <summary>The command <c>sente convert --from edn --to msgpack</c>: converts packed messages, one per line, from one packer to another.</summary>
internal static class ConvertCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var from = PackerOption("--from", "The packer of the input.");
        var to = PackerOption("--to", "The packer of the output.");
        var command = new Command(
            "convert",
            "Reads packed messages from standard input, one per line, and writes them in another format. Messages of binary packers are hex. " +
            "A message that is malformed, or not representable in the other format, becomes a line \"error: ..\", and the exit code is 1.")
        {
            from,
            to,
        };
        command.SetAction(parsed =>
        {
            // UTF-8 as on the wire, regardless of the terminal's encoding. Flushed after each line, for interactive use.
            using var input = new StreamReader(Console.OpenStandardInput(), Utf8);
            using var output = new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true };
            return new LineConverter(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to)).Run(input, output) ? 0 : 1;
        });
        return command;
    }

    private static Option<Packer> PackerOption(string name, string description) => new(name)
    {
        Description = $"{description} One of: {string.Join(", ", Packers.BuiltIn.Select(packer => packer.Name))}.",
        Required = true,
        HelpName = "packer",
        CustomParser = argument =>
        {
            var given = argument.Tokens[0].Value;
            var packer = Packers.BuiltIn.FirstOrDefault(packer => packer.Name == given);
            if (packer is null)
            {
                argument.AddError($"There is no packer \"{given}\". Use one of {string.Join(", ", Packers.BuiltIn.Select(p => p.Name))}.");
            }

            return packer!;
        },
    };
}
