using BenchmarkDotNet.Running;
using Sente.Bench.Wire;

if (args is ["sizes"])
    Sizes.Print(Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
