using System.CommandLine;
using System.Text;
using Sente.Wire;

namespace Sente.Cli;

/// <summary><c>sente convert --from edn --to msgpack</c>: packed messages from one packer to another, one a line.</summary>
internal static class ConvertCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The command as it is typed.</summary>
    public static Command Create()
    {
        var from = PackerOption("--from", "The packer that the lines are packed by.");
        var to = PackerOption("--to", "The packer that they are to be packed by.");
        var command = new Command(
            "convert",
            "Reads a packed message a line from standard input and writes it packed anew. Binary packers' messages are hex. " +
            "What can't be read, or not said in the other format, becomes a line \"error: ..\", and the exit code 1.")
        {
            from,
            to,
        };
        command.SetAction(parsed =>
        {
            // UTF-8 as on the wire, whatever the terminal's own encoding is; and line by line, for who types.
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
                argument.AddError($"There is no packer \"{given}\". There are: {string.Join(", ", Packers.BuiltIn.Select(p => p.Name))}.");
            return packer!;
        },
    };
}
