using System.Reflection;

namespace Sente.Wire;

/// <summary>One member of an app's type: a property, the constructor's parameter that it comes from, or both.</summary>
/// <param name="Key">What it is called on the wire.</param>
/// <param name="Property">The property; null for a parameter without one, which is only read.</param>
/// <param name="Parameter">The constructor's parameter that sets it, if one does.</param>
/// <param name="IsRequired">Whether an object can't be made without it.</param>
/// <param name="IsNullable">Whether it may be null, as far as its type says.</param>
internal sealed record ObjectMember(Keyword Key, PropertyInfo? Property, ParameterInfo? Parameter, bool IsRequired, bool IsNullable)
{
    public Type Type => Parameter?.ParameterType ?? Property!.PropertyType;

    public bool IsWritten => Property?.GetMethod is { IsPublic: true };

    public bool IsSet => Parameter is null && Property?.SetMethod is { IsPublic: true };
}
