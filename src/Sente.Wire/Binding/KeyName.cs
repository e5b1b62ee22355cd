using System.Reflection;
using System.Text.Json;

namespace Sente.Wire;

/// <summary>What a member of a .NET type is called on the wire: its name in kebab-case, unless an attribute says otherwise.</summary>
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
                $"{TypeName.Of(member.DeclaringType!)}.{memberName} cannot be called :{name} on the wire: name it with [SenteKey].");
    }
}
