using System.Linq.Expressions;
using System.Reflection;
using static System.Linq.Expressions.Expression;

namespace Sente.Wire;

/// <summary>Compiles the code that writes and reads the members of one type.</summary>
internal static class ObjectCompiler
{
    private static readonly MethodInfo WriteKeyword = typeof(TokenWriter).GetMethod(nameof(TokenWriter.WriteKeyword))!;
    private static readonly MethodInfo Has = typeof(MemberSet).GetMethod(nameof(MemberSet.Has))!;

    /// <summary>
    /// Compiles, for each member: <c>member = i; writer.WriteKeyword(key); converter.Write(writer, value.Property);</c>
    /// </summary>
    public static ObjectWriter<T> Writer<T>(ObjectShape shape)
    {
        var writer = Parameter(typeof(TokenWriter), "writer");
        var value = Parameter(typeof(T), "value");
        var member = Parameter(typeof(int).MakeByRefType(), "member");
        ObjectMember[] members = [.. shape.Members.Where(m => m.IsWritten)];
        var body = new List<Expression>();
        for (var i = 0; i < members.Length; i++)
        {
            body.Add(Assign(member, Constant(i)));
            body.Add(Call(writer, WriteKeyword, Constant(members[i].Key)));
            var converter = ConverterOf(members[i].Property!.PropertyType);
            body.Add(Call(converter, "Write", null, writer, Property(value, members[i].Property!)));
        }

        body.Add(Assign(member, Constant(-1)));
        return new ObjectWriter<T>(members, Lambda<WriteMembers<T>>(Block(body), writer, value, member).Compile());
    }

    /// <summary>
    /// Compiles:
    /// <code>
    /// while (true)
    ///     switch (plan.Next(reader, ref seen, ref member))
    ///     {
    ///         case 0: value0 = converter0.Read(reader); break;
    ///         ..
    ///         case -1: goto end;
    ///     }
    /// end:
    /// plan.Complete(ref seen);
    /// try { made = new T(value0, ..); if (seen.Has(2)) made.Property2 = value2; .. return made; }
    /// catch (Exception reason) { throw NotMade(reason); }
    /// </code>
    /// </summary>
    public static ObjectReader<T> Reader<T>(ObjectShape shape)
    {
        if (typeof(T).IsAbstract || (shape.Constructor is null && !typeof(T).IsValueType))
        {
            throw new SenteDataException($"{TypeName.Of(typeof(T))} can be written but not read: it has neither a single public constructor nor one without parameters.") { IsAboutType = true };
        }

        var plan = Parameter(typeof(ObjectReader<T>), "plan");
        var reader = Parameter(typeof(TokenReader), "reader");
        var member = Parameter(typeof(int).MakeByRefType(), "member");
        var seen = Variable(typeof(MemberSet), "seen");
        ObjectMember[] members = [.. shape.Members.Where(m => m.Parameter is not null || m.IsSet)];
        ParameterExpression[] values = [.. members.Select((m, i) => Variable(m.Type, Invariant($"value{i}")))];
        var end = Label("end");

        var next = Call(plan, nameof(ObjectReader<T>.Next), null, reader, seen, member);
        var cases = members.Select((m, i) => SwitchCase(
            Block(typeof(void), Assign(values[i], Call(ConverterOf(m.Type), "Read", null, reader))), Constant(i)));
        var loop = Loop(Switch(next, Break(end), [.. cases]), end);

        Expression[] body =
        [
            .. Defaults(members, values),
            loop,
            Call(plan, nameof(ObjectReader<T>.Complete), null, seen),
            Make<T>(shape, members, values, seen),
        ];
        var read = Lambda<ReadMembers<T>>(Block([seen, .. values], body), plan, reader, member).Compile();
        return new ObjectReader<T>(members, read);
    }

    private static IEnumerable<Expression> Defaults(ObjectMember[] members, ParameterExpression[] values) =>
        from pair in members.Zip(values)
        where pair.First.Parameter is { HasDefaultValue: true, DefaultValue: not null }
        select Assign(pair.Second, DefaultOf(pair.First.Parameter!));

    // Reflection gives the default of an enum as its number.
    private static UnaryExpression DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var value = type.IsEnum ? Enum.ToObject(type, parameter.DefaultValue!) : parameter.DefaultValue;
        return Convert(Constant(value), parameter.ParameterType);
    }

    private static TryExpression Make<T>(ObjectShape shape, ObjectMember[] members, ParameterExpression[] values, ParameterExpression seen)
    {
        var made = Variable(typeof(T), "made");
        var arguments = shape.Constructor?.GetParameters().Select(parameter =>
            values[Array.FindIndex(members, m => m.Parameter == parameter)]);
        var body = new List<Expression> { Assign(made, arguments is null ? Default(typeof(T)) : New(shape.Constructor!, arguments)) };
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].IsSet)
            {
                body.Add(IfThen(Call(seen, Has, Constant(i)), Assign(Property(made, members[i].Property!), values[i])));
            }
        }

        body.Add(made);
        var reason = Parameter(typeof(Exception), "reason");
        var notMade = Throw(Call(typeof(ObjectReader<T>), nameof(ObjectReader<T>.NotMade), null, reason), typeof(T));
        return TryCatch(Block([made], body), Catch(reason, notMade));
    }

    private static ConstantExpression ConverterOf(Type type) => Constant(Converters.For(type), typeof(Converter<>).MakeGenericType(type));
}
