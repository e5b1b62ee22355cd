using System.Globalization;
using System.Text;
using Sente.Wire;

namespace Sente;

/// <summary>
/// Data that cannot be said on the wire, or that does not read as what was asked for. The one error of
/// <see cref="Event"/>, <see cref="EventData"/> and the value types; its message is for people and ends with
/// the path of the offending value.
/// </summary>
public sealed class SenteDataException : FormatException
{
    // A cycle in an app's data fails at the depth limit: the head of such a path says enough.
    private const int LongestPath = 200;

    private const int LongestExcerpt = 60;

    private StringBuilder? _path;

    /// <summary>Creates the error with a message for people.</summary>
    /// <param name="message">What was expected, what came, and what to do. Control characters in it are escaped: it may quote a client's data.</param>
    /// <param name="innerException">What failed underneath, if anything.</param>
    public SenteDataException(string message, Exception? innerException = null)
        : base(SafeText.Escape(message ?? ""), innerException)
    {
    }

    /// <summary>Where in the data: <c>$</c> is the whole, <c>$.user.addresses[2].zip</c> a value in it.</summary>
    public string Path
    {
        get
        {
            var path = _path?.ToString() ?? "";
            return path.Length <= LongestPath ? "$" + path : "$" + path[..LongestPath] + "…";
        }
    }

    /// <inheritdoc/>
    public override string Message => _path is null ? base.Message : $"{base.Message} (at {Path})";

    /// <summary>Whether nesting passed the limit, which a transport answers differently from other errors.</summary>
    internal bool IsTooDeep { get; init; }

    /// <summary>Whether the data stands for more bytes than are taken, which a transport answers differently from other errors.</summary>
    internal bool IsTooBig { get; init; }

    /// <summary>Whether a .NET type is at fault, whatever the data: the app asked for one that can't be read.</summary>
    internal bool IsAboutType { get; init; }

    /// <summary>Whether data that a client sent does not read as what a handler asked for: the client's fault, not the app's.</summary>
    internal bool IsClientFault { get; private set; }

    // The path is put together from the inside out by exception filters: `catch (SenteDataException e) when (e.In(i))`.
    // Filters run while the stack is still whole, so one throw collects the path and nothing is tracked until then.

    /// <summary>Notes that the error came up while a client's data was read. Always false: for exception filters.</summary>
    internal bool InClientData()
    {
        IsClientFault = !IsAboutType;
        return false;
    }

    /// <summary>Notes that the error is inside element <paramref name="index"/>. Always false: for exception filters.</summary>
    internal bool In(int index)
    {
        if (index >= 0)
        {
            Prepend(Invariant($"[{index}]"));
        }

        return false;
    }

    /// <summary>Notes that the error is in the value of <paramref name="key"/>. Always false: for exception filters.</summary>
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

    /// <summary>Notes that the error is in the value of the keyword <paramref name="key"/>. Always false: for exception filters.</summary>
    internal bool InKey(string? key)
    {
        if (key is not null)
        {
            Prepend("." + Excerpt(key));
        }

        return false;
    }

    private void Prepend(string segment) => (_path ??= new StringBuilder()).Insert(0, segment);

    /// <summary>As much of what came as an error should quote, on one line.</summary>
    internal static string Excerpt(object? value)
    {
        var text = value switch
        {
            null => "nil",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return SafeText.Escape(text, LongestExcerpt);
    }

    internal static SenteDataException Expected(string expected, string came) => new($"Expected {expected}, got {came}.");

    /// <summary>A client sent nil, or no data at all, to a handler that takes no null.</summary>
    internal static SenteDataException NilFromClient(Type expected) =>
        new($"Expected {expected.Name}, got nil: the handler's parameter may not be null.") { IsClientFault = true };

    internal static SenteDataException TooBig(int limit) =>
        new(Invariant($"At most {limit} bytes are taken, and this data stands for more once its namespaces and cached keys are written out. Send it in smaller pieces, or raise WireLimits.MaxMessageBytes.")) { IsTooBig = true };

    internal static SenteDataException TooDeep(int limit) =>
        new(Invariant($"Nested deeper than {limit} levels. Data that refers back to itself cannot be said.")) { IsTooDeep = true };
}
