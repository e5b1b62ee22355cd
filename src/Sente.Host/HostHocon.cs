using Akka.Hosting;

namespace Sente.Host;

/// <summary>
/// Layers the HOCON files that lie beside the program: one a concern, then the profile, then environment variables. The profile is named by
/// <c>Sente:Profile</c> (<c>--Sente:Profile cluster</c>, or the variable <c>SENTE__PROFILE</c>).
/// </summary>
internal static class HostHocon
{
    private const string DefaultProfile = "single-node";

    private static readonly string[] EnvironmentSections = ["Akka", "Sente"];

    private static readonly string[] Concerns = ["base", "cluster", "sharding", "serialization"];

    /// <summary>Adds all layers; what is added last wins.</summary>
    /// <exception cref="InvalidOperationException">There is no such profile.</exception>
    public static AkkaConfigurationBuilder AddHostHocon(this AkkaConfigurationBuilder akka, IConfiguration configuration)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "hocon");
        foreach (var concern in Concerns)
        {
            akka.AddHoconFile(Path.Combine(folder, $"{concern}.hocon"), HoconAddMode.Prepend);
        }

        akka.AddHoconFile(ProfileFile(folder, configuration["Sente:Profile"] ?? DefaultProfile), HoconAddMode.Prepend);

        // Only what is meant for the actor system; and nothing at all when there is nothing, or an empty layer would hide the files.
        foreach (var name in EnvironmentSections)
        {
            var environment = configuration.GetSection(name);
            if (environment.GetChildren().Any())
            {
                akka.AddHocon(environment, HoconAddMode.Prepend);
            }
        }

        return akka;
    }

    private static string ProfileFile(string folder, string profile)
    {
        var profiles = Directory.GetFiles(Path.Combine(folder, "profiles"), "*.hocon");
        return Array.Find(profiles, file => Path.GetFileNameWithoutExtension(file) == profile)
            ?? throw new InvalidOperationException(
                $"Sente:Profile is \"{profile}\", but there is no such profile: use {string.Join(", ", profiles.Select(Path.GetFileNameWithoutExtension).Order())}.");
    }
}
