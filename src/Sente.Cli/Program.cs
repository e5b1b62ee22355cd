using System.CommandLine;
using Sente.Cli;

var root = new RootCommand("Debugs Sente connections.") { ConvertCommand.Create() };
return root.Parse(args).Invoke();
