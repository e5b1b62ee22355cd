namespace Sente.Wire;

/// <summary>What an event may be called.</summary>
internal static class EventId
{
    /// <summary>What a client's event that has no valid form is routed as.</summary>
    public const string BadEvent = "chsk/bad-event";

    private const string ReservedPrefix = "chsk/";

    /// <summary>Whether the id is in Sente's own namespace.</summary>
    public static bool IsReserved(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.StartsWith(ReservedPrefix, StringComparison.Ordinal);
    }

    /// <summary>The id as the keyword that it is.</summary>
    /// <param name="id">A namespaced name without its colon.</param>
    /// <exception cref="SenteDataException">It is none.</exception>
    public static Keyword Parse(string id)
    {
        if (id.StartsWith(':'))
        {
            throw new SenteDataException($"\"{SenteDataException.Excerpt(id)}\" is no event id: write it without the colon.");
        }

        var keyword = KeywordCache.Get(id);
        return keyword.IsNamespaced
            ? keyword
            : throw new SenteDataException($"\"{SenteDataException.Excerpt(id)}\" is no event id: it needs a namespace, as in \"my-app/{SenteDataException.Excerpt(id)}\".");
    }
}
