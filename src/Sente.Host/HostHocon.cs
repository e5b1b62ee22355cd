using Akka.Hosting;

namespace Sente.Host;

/// <summary>
/// Configures the actor system in layers: the HOCON files beside the program, one per concern; then the file of the profile; then the app's
/// configuration, such as environment variables. <c>Sente:Profile</c> selects the profile (<c>--Sente:Profile cluster</c>, or the variable
/// <c>SENTE__PROFILE</c>).
/// </summary>
internal static class HostHocon
{
    private const string DefaultProfile = "single-node";

    private static readonly string[] ConfigurationSections = ["Akka", "Sente"];

    private static readonly string[] Concerns = ["base", "cluster", "sharding", "serialization"];

    /// <summary>Adds all layers; later ones override earlier ones.</summary>
    /// <exception cref="InvalidOperationException">The configured profile does not exist.</exception>
    public static AkkaConfigurationBuilder AddHostHocon(this AkkaConfigurationBuilder akka, IConfiguration configuration)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "hocon");
        foreach (var concern in Concerns)
        {
            akka.AddHoconFile(Path.Combine(folder, $"{concern}.hocon"), HoconAddMode.Prepend);
        }

        akka.AddHoconFile(ProfileFile(folder, configuration["Sente:Profile"] ?? DefaultProfile), HoconAddMode.Prepend);

        // Only the sections that belong to the actor system. An empty one is skipped, because an empty layer would hide the files.
        foreach (var name in ConfigurationSections)
        {
            var section = configuration.GetSection(name);
            if (section.GetChildren().Any())
            {
                akka.AddHocon(section, HoconAddMode.Prepend);
            }
        }

        return akka;
    }

    private static string ProfileFile(string folder, string profile)
    {
        var profiles = Directory.GetFiles(Path.Combine(folder, "profiles"), "*.hocon");
        return Array.Find(profiles, file => Path.GetFileNameWithoutExtension(file) == profile)
            ?? throw new InvalidOperationException(
                $"Sente:Profile is \"{profile}\", which does not exist: use {string.Join(", ", profiles.Select(Path.GetFileNameWithoutExtension).Order())}.");
    }
}
