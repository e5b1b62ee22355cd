using System.Globalization;
using System.Text;
using Sente.Wire;

namespace Sente;

/// <summary>
/// Thrown when data is not representable on the wire, or does not read as the type that was asked for. The only exception of
/// <see cref="Event"/>, <see cref="EventData"/> and the value types; its message is for people and ends with the path of the value
/// that is at fault.
/// </summary>
public sealed class SenteDataException : FormatException
{
    // A cycle in an app's data fails at the depth limit: the beginning of its path is enough.
    private const int MaxPath = 200;

    private const int MaxExcerpt = 60;

    private StringBuilder? _path;

    /// <summary>Creates the exception with a message for people.</summary>
    /// <param name="message">What was expected, what came, and what to do. Control characters are escaped, because the message may quote a client's data.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public SenteDataException(string message, Exception? innerException = null)
        : base(SafeText.Escape(message ?? ""), innerException)
    {
    }

    /// <summary>The place of the value in the data: <c>$</c> is the whole, <c>$.user.addresses[2].zip</c> a value in it.</summary>
    public string Path
    {
        get
        {
            var path = _path?.ToString() ?? "";
            return path.Length <= MaxPath ? "$" + path : "$" + path[..MaxPath] + "…";
        }
    }

    /// <inheritdoc/>
    public override string Message => _path is null ? base.Message : $"{base.Message} (at {Path})";

    /// <summary>Whether the data is nested too deep. Transports answer this differently from other errors.</summary>
    internal bool IsTooDeep { get; init; }

    /// <summary>Whether the data expands to too many bytes. Transports answer this differently from other errors.</summary>
    internal bool IsTooBig { get; init; }

    /// <summary>Whether a .NET type is at fault, not the data: the app asked for a type that can't be read.</summary>
    internal bool IsAboutType { get; init; }

    /// <summary>Whether a client's data does not read as the type that a handler asked for: the client's fault, not the app's.</summary>
    internal bool IsClientFault { get; private set; }

    // Exception filters put the path together from the inside out: `catch (SenteDataException e) when (e.In(i))`. They run before the
    // stack unwinds, so a single throw collects the whole path, and nothing has to keep track of it before.

    /// <summary>Records that the error occurred while a client's data was read. Always false: for exception filters.</summary>
    internal bool InClientData()
    {
        IsClientFault = !IsAboutType;
        return false;
    }

    /// <summary>Records that the error is inside element <paramref name="index"/>. Always false: for exception filters.</summary>
    internal bool In(int index)
    {
        if (index >= 0)
        {
            Prepend(Invariant($"[{index}]"));
        }

        return false;
    }

    /// <summary>Records that the error is in the value of <paramref name="key"/>. Always false: for exception filters.</summary>
    internal bool In(object? key)
    {
        Prepend(key switch
        {
            Keyword keyword => "." + Excerpt(keyword.Text),
            string text => $"[\"{Excerpt(text)}\"]",
            null => "[nil]",
            _ => $"[{Excerpt(key)}]",
        });
        return false;
    }

    /// <summary>Records that the error is in the value of the keyword <paramref name="key"/>. Always false: for exception filters.</summary>
    internal bool InKey(string? key)
    {
        if (key is not null)
        {
            Prepend("." + Excerpt(key));
        }

        return false;
    }

    private void Prepend(string segment) => (_path ??= new StringBuilder()).Insert(0, segment);

    /// <summary>Returns as much of a value as an error message should quote, on one line.</summary>
    internal static string Excerpt(object? value)
    {
        var text = value switch
        {
            null => "nil",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return SafeText.Escape(text, MaxExcerpt);
    }

    internal static SenteDataException Expected(string expected, string came) => new($"Expected {expected}, got {came}.");

    /// <summary>Creates the error of nil, or no data, from a client for a handler that takes no null.</summary>
    internal static SenteDataException NilFromClient(Type expected) =>
        new($"Expected {expected.Name}, got nil: the handler's parameter may not be null.") { IsClientFault = true };

    internal static SenteDataException TooBig(int limit) =>
        new(Invariant($"At most {limit} bytes are accepted, and this data expands to more when its namespaces and cached keys are written out. Send it in smaller pieces, or raise WireLimits.MaxMessageBytes.")) { IsTooBig = true };

    internal static SenteDataException TooDeep(int limit) =>
        new(Invariant($"Nested deeper than {limit} levels. Data that contains itself is not representable.")) { IsTooDeep = true };
}
