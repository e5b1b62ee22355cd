namespace Sente;

/// <summary>What a request's CSRF token is compared with: a token, none (refuse), or <see cref="Skip"/>.</summary>
public readonly record struct CsrfReference
{
    /// <summary>The request need not bring a token (<c>:sente/skip-CSRF-check</c>).</summary>
    public static readonly CsrfReference Skip = new() { IsSkip = true };

    /// <summary>The token; null or empty: none, and the request is refused.</summary>
    public string? Token { get; private init; }

    /// <summary>Whether the check is left out.</summary>
    public bool IsSkip { get; private init; }

    /// <summary>A token, or null for none.</summary>
    public static CsrfReference Of(string? token) => new() { Token = token };

    /// <summary>A token, or null for none.</summary>
    public static implicit operator CsrfReference(string? token) => Of(token);

    /// <summary>Says which of the three it is; the token is a secret.</summary>
    public override string ToString() => IsSkip ? "skip" : string.IsNullOrEmpty(Token) ? "none" : "a token";
}
