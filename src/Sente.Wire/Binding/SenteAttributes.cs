namespace Sente;

/// <summary>
/// The keyword under which a property (or an enum's member) goes over the wire, instead of its name in kebab-case. Stands on
/// the property, or on the constructor's parameter of that name, as records have them.
/// </summary>
/// <param name="key">The keyword's name without its colon: <c>user/name</c>, <c>admin?</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class SenteKeyAttribute(string key) : Attribute
{
    /// <summary>The keyword's name without its colon.</summary>
    public string Key { get; } = key;
}

/// <summary>Keeps a property off the wire: it is neither written nor read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SenteIgnoreAttribute : Attribute;
