using Akka.Configuration;

namespace Sente.Actors;

/// <summary>The library's own HOCON, embedded.</summary>
internal static class SenteHocon
{
    /// <summary>What Sente needs of Akka.NET; the app's settings win.</summary>
    public static Config Reference { get; } = Read("Sente.Actors.reference.hocon");

    private static Config Read(string resource)
    {
        using var stream = typeof(SenteHocon).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
