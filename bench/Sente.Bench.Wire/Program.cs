using BenchmarkDotNet.Running;
using Sente.Bench.Wire;

switch (args)
{
    case ["sizes"]:
        Sizes.Print(Console.Out);
        break;
    case ["tables"]:
        return Tables.Print(Console.Out, isQuick: false);
    case ["tables", "--quick"]:
        return Tables.Print(Console.Out, isQuick: true);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}

return 0;
