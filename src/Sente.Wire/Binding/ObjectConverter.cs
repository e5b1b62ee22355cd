using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Converts records, anonymous types, classes and structs to maps with keyword keys, and back. The code for a type's members is compiled
/// at its first use: no reflection per value, no boxing per member.
/// </summary>
internal sealed class ObjectConverter<T> : Converter<T>
{
    private readonly Lazy<ObjectShape> _shape = new(() => ObjectShape.Of(typeof(T)));
    private readonly Lazy<ObjectWriter<T>> _writer;
    private readonly Lazy<ObjectReader<T>> _reader;

    public ObjectConverter()
    {
        // Compiled lazily, because a type may contain itself.
        _writer = new(() => ObjectCompiler.Writer<T>(_shape.Value));
        _reader = new(() => ObjectCompiler.Reader<T>(_shape.Value));
    }

    protected override void WriteValue(TokenWriter writer, T value)
    {
        var write = _writer.Value;
        var member = -1;
        try
        {
            write.Write(writer, value, ref member);
        }
        catch (SenteDataException e) when (e.InKey(write.NameOf(member)))
        {
            throw;
        }
    }

    protected override T ReadValue(TokenReader reader)
    {
        if (reader.Kind != TokenKind.Map)
        {
            throw Unexpected(reader, $"a map for {TypeName.Of(typeof(T))}");
        }

        var read = _reader.Value;
        var member = -1;
        try
        {
            return read.Read(reader, ref member);
        }
        catch (SenteDataException e) when (e.InKey(read.NameOf(member)))
        {
            throw;
        }
    }
}

/// <summary>Writes the members of one type. <paramref name="member"/> is the index of the current one, for errors.</summary>
internal delegate void WriteMembers<in T>(TokenWriter writer, T value, ref int member);

/// <summary>Writes objects of one type, by compiled code.</summary>
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

/// <summary>Reads the members of one type and creates the object. <paramref name="member"/> is the index of the current one, for errors.</summary>
internal delegate T ReadMembers<T>(ObjectReader<T> plan, TokenReader reader, ref int member);

/// <summary>Reads objects of one type: what the compiled code calls.</summary>
internal sealed class ObjectReader<T>(IReadOnlyList<ObjectMember> members, ReadMembers<T> read)
{
    private readonly Utf8Names _names = new(members.Select(member => member.Key));

    public T Read(TokenReader reader, ref int member) => read(this, reader, ref member);

    public string? NameOf(int member) => member < 0 ? null : members[member].Key.Text;

    /// <summary>Moves to the value of the next known member. Returns the member's index, or -1 at the end of the map.</summary>
    public int Next(TokenReader reader, ref MemberSet seen, ref int member)
    {
        var likely = member + 1;
        member = -1;
        while (reader.Read() != TokenKind.End)
        {
            var index = reader.Kind is TokenKind.Keyword or TokenKind.String ? _names.Find(reader.Text, likely) : -1;
            if (index < 0)
            {
                reader.Skip();
                reader.Read();
                reader.Skip();
                continue;
            }

            if (!seen.Add(index))
            {
                throw new SenteDataException($"The key {members[index].Key} occurs twice in a map.");
            }

            reader.Read();
            member = index;
            if (reader.Kind == TokenKind.Nil && !members[index].IsNullable)
            {
                throw SenteDataException.Expected(TypeName.Of(members[index].Type), "nil");
            }

            return index;
        }

        return -1;
    }

    /// <summary>Checks at the end of the map that no required member is missing.</summary>
    public void Complete(ref MemberSet seen)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].IsRequired && !seen.Has(i))
            {
                throw new SenteDataException($"{members[i].Key} is missing, which {TypeName.Of(typeof(T))} needs.");
            }
        }
    }

    /// <summary>Creates the error of a constructor or setter that threw.</summary>
    /// <remarks>An exception about the arguments means that the data is at fault; any other one, that the type is.</remarks>
    public static SenteDataException NotMade(Exception reason) =>
        new($"{TypeName.Of(typeof(T))} does not accept this: {reason.Message}", reason) { IsAboutType = reason is not (ArgumentException or FormatException or OverflowException) };
}

/// <summary>The members of an object that have been read.</summary>
internal struct MemberSet
{
    public const int Capacity = 256;

    private Words _words;

    /// <summary>Adds a member; false if it is in the set already.</summary>
    public bool Add(int member)
    {
        ref var word = ref _words[member >> 6];
        var bit = 1UL << (member & 63);
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    public bool Has(int member) => (_words[member >> 6] & (1UL << (member & 63))) != 0;

    [InlineArray(Capacity / 64)]
    private struct Words
    {
        private ulong _first;
    }
}
