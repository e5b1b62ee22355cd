using Sente.Host;

return await HostRunner.RunAsync(args);
