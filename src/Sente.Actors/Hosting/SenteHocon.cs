using Akka.Configuration;

namespace Sente.Actors;

/// <summary>The HOCON that is embedded in this assembly.</summary>
internal static class SenteHocon
{
    /// <summary>The settings that Sente needs, as a fallback for the app's.</summary>
    public static Config Reference { get; } = Read("Sente.Actors.reference.hocon");

    private static Config Read(string resource)
    {
        using var stream = typeof(SenteHocon).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
