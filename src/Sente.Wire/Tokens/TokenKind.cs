namespace Sente.Wire;

/// <summary>The kind of the current token of a <see cref="TokenReader"/>.</summary>
public enum TokenKind
{
    /// <summary>No token: before the first or after the last.</summary>
    None,

    /// <summary>nil.</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer that fits a long.</summary>
    Integer,

    /// <summary>An integer that does not fit a long, or that is marked as big (<c>10N</c>).</summary>
    BigInteger,

    /// <summary>A double.</summary>
    Double,

    /// <summary>An exact decimal number.</summary>
    Decimal,

    /// <summary>An exact fraction.</summary>
    Ratio,

    /// <summary>A character.</summary>
    Char,

    /// <summary>A string.</summary>
    String,

    /// <summary>A keyword; its text has no colon.</summary>
    Keyword,

    /// <summary>A symbol.</summary>
    Symbol,

    /// <summary>A point in time.</summary>
    Instant,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A tag; its value follows.</summary>
    Tag,

    /// <summary>The start of a vector; items follow, then <see cref="End"/>.</summary>
    Vector,

    /// <summary>The start of a list; items follow, then <see cref="End"/>.</summary>
    List,

    /// <summary>The start of a set; items follow, then <see cref="End"/>.</summary>
    Set,

    /// <summary>The start of a map; keys and values follow alternately, then <see cref="End"/>.</summary>
    Map,

    /// <summary>The end of the innermost collection.</summary>
    End,
}
