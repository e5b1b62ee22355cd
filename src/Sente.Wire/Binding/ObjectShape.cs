using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sente.Wire;

/// <summary>
/// The form of an app's type on the wire: its members, and the constructor that creates it, which is the only public one or the one without
/// parameters.
/// </summary>
internal sealed class ObjectShape
{
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    private ObjectShape(Type type)
    {
        Constructor = FindConstructor(type);
        Members = FindMembers(type, Constructor?.GetParameters() ?? []);
        var twice = Members.GroupBy(member => member.Key).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new SenteDataException($"{TypeName.Of(type)} has two members with the key {twice.Key}: rename one with [SenteKey].") { IsAboutType = true };
        }

        if (Members.Count == 0 && !IsRecordLike(type))
        {
            throw new SenteDataException($"{TypeName.Of(type)} is not data: it has no public properties.") { IsAboutType = true };
        }

        if (Members.Count > MemberSet.Capacity)
        {
            throw new SenteDataException(Invariant($"{TypeName.Of(type)} has {Members.Count} members; at most {MemberSet.Capacity} are supported.")) { IsAboutType = true };
        }
    }

    /// <summary>The constructor; null for a struct that needs none, and for a type that can't be created.</summary>
    public ConstructorInfo? Constructor { get; }

    public IReadOnlyList<ObjectMember> Members { get; }

    /// <exception cref="SenteDataException">The type is not data; the message says why.</exception>
    public static ObjectShape Of(Type type) => new(type);

    private static ConstructorInfo? FindConstructor(Type type)
    {
        var constructors = type.GetConstructors(PublicInstance);
        return constructors is [var only] ? only : Array.Find(constructors, constructor => constructor.GetParameters().Length == 0);
    }

    private static List<ObjectMember> FindMembers(Type type, ParameterInfo[] parameters)
    {
        var nullability = new NullabilityInfoContext();
        var properties = Properties(type);
        var members = new List<ObjectMember>();
        foreach (var property in properties)
        {
            if (property.IsDefined(typeof(SenteIgnoreAttribute)))
            {
                continue;
            }

            var parameter = Array.Find(parameters, p => SameName(p, property));
            var key = KeyName.Of(property, property.GetCustomAttribute<SenteKeyAttribute>() ?? parameter?.GetCustomAttribute<SenteKeyAttribute>());
            var nullable = parameter is null ? IsNullable(nullability.Create(property)) : IsNullable(nullability.Create(parameter));
            var required = parameter is null
                ? property.IsDefined(typeof(RequiredMemberAttribute))
                : !parameter.HasDefaultValue && !nullable;
            members.Add(new ObjectMember(key, property, parameter, required, nullable));
        }

        foreach (var parameter in parameters.Where(p => !properties.Any(property => SameName(p, property))))
        {
            var nullable = IsNullable(nullability.Create(parameter));
            members.Add(new ObjectMember(KeyName.Of(parameter), null, parameter, !parameter.HasDefaultValue && !nullable, nullable));
        }

        return members;
    }

    // In the order of their declaration, those of base classes first, overridden ones once.
    private static List<PropertyInfo> Properties(Type type) =>
        [.. type.GetProperties(PublicInstance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .GroupBy(property => property.Name)
            .Select(group => group.MaxBy(property => Depth(property.DeclaringType))!)
            .OrderBy(property => Depth(property.DeclaringType))
            .ThenBy(property => property.MetadataToken)];

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    private static bool SameName(ParameterInfo parameter, PropertyInfo property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase) && parameter.ParameterType == property.PropertyType;

    // Code compiled without nullable annotations does not declare this: null is accepted then.
    private static bool IsNullable(NullabilityInfo info) => info.WriteState != NullabilityState.NotNull
        && (info.WriteState == NullabilityState.Nullable || info.ReadState != NullabilityState.NotNull);

    // Only anonymous types and records may be empty: `record Ping;` becomes {}.
    private static bool IsRecordLike(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}

/// <summary>One member of an app's type: a property, the constructor's parameter that it comes from, or both.</summary>
/// <param name="Key">Its key on the wire.</param>
/// <param name="Property">The property; null for a parameter without one, which is read and never written.</param>
/// <param name="Parameter">The constructor's parameter that sets it; null if there is none.</param>
/// <param name="IsRequired">Whether an object can't be created without it.</param>
/// <param name="IsNullable">Whether its type allows null.</param>
internal sealed record ObjectMember(Keyword Key, PropertyInfo? Property, ParameterInfo? Parameter, bool IsRequired, bool IsNullable)
{
    public Type Type => Parameter?.ParameterType ?? Property!.PropertyType;

    public bool IsWritten => Property?.GetMethod is { IsPublic: true };

    public bool IsSet => Parameter is null && Property?.SetMethod is { IsPublic: true };
}

/// <summary>The keys of members on the wire: their names in kebab-case, unless an attribute gives another key.</summary>
internal static class KeyName
{
    public static Keyword Of(MemberInfo member, SenteKeyAttribute? attribute) => Of(member.Name, attribute, member);

    public static Keyword Of(ParameterInfo parameter) => Of(parameter.Name!, parameter.GetCustomAttribute<SenteKeyAttribute>(), parameter.Member);

    private static Keyword Of(string memberName, SenteKeyAttribute? attribute, MemberInfo member)
    {
        var name = attribute?.Key ?? JsonNamingPolicy.KebabCaseLower.ConvertName(memberName);
        return Keyword.TryParse(name, out var keyword)
            ? keyword
            : throw new SenteDataException(
                $"{TypeName.Of(member.DeclaringType!)}.{memberName} cannot have the key :{name}: give it another one with [SenteKey].");
    }
}
