using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// Sets options from a section of the app's configuration: all that are plain values, and the groups of them (<c>Limits</c>, <c>MessageLimits</c>,
/// <c>Cookie</c>). ASP.NET Core's binder ignores keys that it does not know, so that a misspelled limit would silently have no effect; here they are
/// errors.
/// </summary>
internal static class SenteConfiguration
{
    private static readonly Type[] Groups = [typeof(SenteLimits), typeof(WireLimits), typeof(CookieBuilder)];

    /// <summary>Sets options from a section.</summary>
    /// <exception cref="OptionsValidationException">A key is unknown, or a value can't be converted; the message names the keys.</exception>
    public static void Bind(IConfiguration section, SenteOptions options)
    {
        if (UnknownKeys(section, typeof(SenteOptions), "").ToArray() is { Length: > 0 } unknown)
        {
            throw Invalid(unknown);
        }

        // The binder writes into the existing object, and this one may be the shared WireLimits.Default.
        options.MessageLimits = options.MessageLimits with { };
        try
        {
            section.Bind(options);
        }
        catch (TargetInvocationException failure)
        {
            throw Invalid($"The configuration{In(section)} has an invalid value: {failure.InnerException!.Message}");
        }
        catch (InvalidOperationException failure)
        {
            throw Invalid(failure.Message);
        }
    }

    private static IEnumerable<string> UnknownKeys(IConfiguration section, Type type, string prefix)
    {
        foreach (var child in section.GetChildren())
        {
            var key = prefix + child.Key;
            var option = type.GetProperties().FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (option is not null && Groups.Contains(option.PropertyType))
            {
                foreach (var unknown in UnknownKeys(child, option.PropertyType, key + ":"))
                {
                    yield return unknown;
                }
            }
            else if (option is not null && !IsPlain(option))
            {
                yield return $"The configuration has the key {child.Path}, but {option.Name} can only be set in code: AddSente(options => options.{option.Name} = ..).";
            }
            else if (option is null)
            {
                yield return $"The configuration has the key {child.Path}, which is no option of Sente. Did you mean {child.Path[..^key.Length]}{Nearest(key)}?";
            }
        }
    }

    private static bool IsPlain(PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        return type == typeof(string) || type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan) || type.IsAssignableTo(typeof(IEnumerable<string>));
    }

    /// <summary>Returns the known key that is the fewest edits away, judged by its last part first.</summary>
    private static string Nearest(string key) => KnownKeys(typeof(SenteOptions), "")
        .MinBy(known => (Edits(LastPart(key), LastPart(known)), Edits(key, known)))!;

    private static IEnumerable<string> KnownKeys(Type type, string prefix) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(option =>
        Groups.Contains(option.PropertyType) ? KnownKeys(option.PropertyType, $"{prefix}{option.Name}:").Prepend(prefix + option.Name)
        : IsPlain(option) ? [prefix + option.Name]
        : []);

    private static string LastPart(string key) => key[(key.LastIndexOf(':') + 1)..];

    /// <summary>Returns the Levenshtein distance of two keys, regardless of case.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
            }
        }

        return row[^1];
    }

    private static string In(IConfiguration section) => section is IConfigurationSection { Path: var path } ? $" in {path}" : "";

    private static OptionsValidationException Invalid(params string[] failures) => new(Microsoft.Extensions.Options.Options.DefaultName, typeof(SenteOptions), failures);
}
