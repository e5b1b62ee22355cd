namespace Sente.Wire;

/// <summary>The rules of event ids.</summary>
internal static class EventId
{
    /// <summary>The id by which handlers receive what is not a valid event.</summary>
    public const string BadEvent = "chsk/bad-event";

    private const string ReservedPrefix = "chsk/";

    /// <summary>Whether the id has Sente's own namespace, <c>chsk</c>.</summary>
    public static bool IsReserved(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.StartsWith(ReservedPrefix, StringComparison.Ordinal);
    }

    /// <summary>Parses an event id.</summary>
    /// <param name="id">A namespaced name without its colon.</param>
    /// <exception cref="SenteDataException">It is not an event id; the message says what it lacks.</exception>
    public static Keyword Parse(string id)
    {
        if (id.StartsWith(':'))
        {
            throw new SenteDataException($"\"{SenteDataException.Excerpt(id)}\" is not an event id: write it without the colon.");
        }

        var keyword = KeywordCache.Get(id);
        return keyword.IsNamespaced
            ? keyword
            : throw new SenteDataException($"\"{SenteDataException.Excerpt(id)}\" is not an event id: it needs a namespace, as in \"my-app/{SenteDataException.Excerpt(id)}\".");
    }
}
