namespace Sente.Wire;

/// <summary>Writes the members of one type, and keeps <paramref name="member"/> at the one in hand, for errors.</summary>
internal delegate void WriteMembers<in T>(TokenWriter writer, T value, ref int member);

/// <summary>How objects of one type are written.</summary>
internal sealed class ObjectWriter<T>(IReadOnlyList<ObjectMember> members, WriteMembers<T> write)
{
    public void Write(TokenWriter writer, T value, ref int member)
    {
        writer.StartMap(members.Count);
        write(writer, value, ref member);
        writer.End();
    }

    public string? NameOf(int member) => member < 0 ? null : members[member].Key.Text;
}
