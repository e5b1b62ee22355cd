namespace Sente.Wire;

/// <summary>What a <see cref="TokenReader"/> stands on.</summary>
public enum TokenKind
{
    /// <summary>Nothing: not started, or the input is used up.</summary>
    None,

    /// <summary>nil.</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer that a long holds.</summary>
    Integer,

    /// <summary>An integer that a long does not hold, or that is marked as big (<c>10N</c>).</summary>
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

    /// <summary>A run of bytes.</summary>
    Bytes,

    /// <summary>A tag; the value under it follows.</summary>
    Tag,

    /// <summary>The start of a vector; items follow, then <see cref="End"/>.</summary>
    Vector,

    /// <summary>The start of a list; items follow, then <see cref="End"/>.</summary>
    List,

    /// <summary>The start of a set; items follow, then <see cref="End"/>.</summary>
    Set,

    /// <summary>The start of a map; keys and values follow by turns, then <see cref="End"/>.</summary>
    Map,

    /// <summary>The end of the innermost collection.</summary>
    End,
}
