using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sente.Wire.Tests;

/// <summary>Runs all tests of this project under the culture that the environment variable <c>SENTE_TEST_CULTURE</c> names.</summary>
public class Cultures
{
    private static readonly string? Name = Environment.GetEnvironmentVariable("SENTE_TEST_CULTURE");

    [ModuleInitializer]
    internal static void Use()
    {
        if (!string.IsNullOrEmpty(Name))
        {
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(Name);
            CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.DefaultThreadCurrentCulture;
        }
    }

    [Fact]
    public void Cultures_are_real()
    {
        Assert.Equal("\u2212", CultureInfo.GetCultureInfo("sv-SE").NumberFormat.NegativeSign);
        Assert.Equal("\u0130", "i".ToUpper(CultureInfo.GetCultureInfo("tr-TR")));
        Assert.IsType<UmAlQuraCalendar>(CultureInfo.GetCultureInfo("ar-SA").DateTimeFormat.Calendar);
        if (!string.IsNullOrEmpty(Name))
        {
            Assert.Equal(Name, CultureInfo.CurrentCulture.Name);
        }
    }
}
