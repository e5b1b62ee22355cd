using Sente.Host;

HostApp.Create(args).Run();
