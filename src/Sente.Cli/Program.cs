using System.CommandLine;
using Sente.Cli;

var root = new RootCommand("For people who debug Sente connections.") { ConvertCommand.Create() };
return root.Parse(args).Invoke();
