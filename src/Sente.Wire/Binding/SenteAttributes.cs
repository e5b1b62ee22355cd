namespace Sente;

/// <summary>
/// Gives a property, or a member of an enum, another key on the wire than its name in kebab-case. Put it on the property, or on the
/// constructor's parameter of that name, as in a record.
/// </summary>
/// <param name="key">The keyword's name without its colon: <c>user/name</c>, <c>admin?</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class SenteKeyAttribute(string key) : Attribute
{
    /// <summary>The keyword's name without its colon.</summary>
    public string Key { get; } = key;
}

/// <summary>Excludes a property: it is neither written nor read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SenteIgnoreAttribute : Attribute;
