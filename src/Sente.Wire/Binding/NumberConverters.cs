using System.Numerics;

namespace Sente.Wire;

internal sealed class BooleanConverter : ScalarConverter<bool>
{
    protected override void WriteValue(TokenWriter writer, bool value) => writer.WriteBoolean(value);

    protected override bool ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.Boolean ? reader.Boolean : throw Unexpected(reader);
}

/// <summary>Converts integers of any width. Reads whole doubles too, because a browser has one kind of number.</summary>
internal sealed class IntegerConverter<T> : ScalarConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly bool FitsLong = long.CreateSaturating(T.MaxValue) < long.MaxValue || typeof(T) == typeof(long);

    protected override void WriteValue(TokenWriter writer, T value)
    {
        if (FitsLong || (value <= T.CreateSaturating(long.MaxValue) && value >= T.CreateSaturating(long.MinValue)))
        {
            writer.WriteInteger(long.CreateTruncating(value));
        }
        else
        {
            writer.WriteBigInteger(BigInteger.CreateChecked(value));
        }
    }

    protected override T ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Integer when reader.Integer is var value && long.CreateTruncating(T.CreateTruncating(value)) == value
            && T.IsNegative(T.CreateTruncating(value)) == (value < 0) => T.CreateTruncating(value),
        TokenKind.Integer => throw Unfit(reader.Integer),
        TokenKind.BigInteger => FromBigInteger(reader.GetBigInteger()),
        TokenKind.Double when reader.GetDouble() is var value && Math.Floor(value) == value && double.IsFinite(value) =>
            FromBigInteger(new BigInteger(value)),
        _ => throw Unexpected(reader),
    };

    private static T FromBigInteger(BigInteger value) =>
        value >= BigInteger.CreateChecked(T.MinValue) && value <= BigInteger.CreateChecked(T.MaxValue)
            ? T.CreateChecked(value)
            : throw Unfit(value);

    private static SenteDataException Unfit<TNumber>(TNumber value) =>
        new(Invariant($"{SenteDataException.Excerpt(value)} does not fit a {TypeName.Of(typeof(T))} ({T.MinValue} to {T.MaxValue})."));
}

internal sealed class BigIntegerConverter : ScalarConverter<BigInteger>
{
    protected override void WriteValue(TokenWriter writer, BigInteger value) => writer.WriteBigInteger(value);

    protected override BigInteger ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Integer => reader.Integer,
        TokenKind.BigInteger => reader.GetBigInteger(),
        TokenKind.Double when reader.GetDouble() is var value && Math.Floor(value) == value && double.IsFinite(value) => new BigInteger(value),
        _ => throw Unexpected(reader),
    };
}

/// <summary>Converts floating-point numbers. Reads all other kinds of numbers too, because a browser writes 1.0 as 1.</summary>
internal sealed class FloatConverter<T> : ScalarConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => writer.WriteDouble(double.CreateTruncating(value));

    protected override T ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Double when reader.GetDouble() is var value => double.IsFinite(value) ? Fitting(value, value) : T.CreateTruncating(value),
        TokenKind.Integer => Fitting(reader.Integer, reader.Integer),
        TokenKind.BigInteger when reader.GetBigInteger() is var value => Fitting((double)value, value),
        TokenKind.Decimal when reader.GetDecimal() is var value => Fitting(value.ToDouble(), value),
        TokenKind.Ratio => reader.GetRatio() switch
        {
            Ratio ratio => Fitting(ratio.ToDouble(), ratio),
            BigInteger whole => Fitting((double)whole, whole),
            var whole => Fitting((long)whole, whole),
        },
        _ => throw Unexpected(reader),
    };

    // Rounds, but not to an infinity: a number that does not fit is refused, like an integer.
    private static T Fitting<TNumber>(double nearest, TNumber came) => T.CreateTruncating(nearest) is var value && T.IsFinite(value)
        ? value
        : throw new SenteDataException(Invariant($"{SenteDataException.Excerpt(came)} does not fit a {TypeName.Of(typeof(T))} ({T.MinValue} to {T.MaxValue})."));
}

/// <summary>Converts decimals. Reads integers and doubles too; a double by its shortest digits.</summary>
internal sealed class DecimalConverter : ScalarConverter<decimal>
{
    // 1.5M and 1.50000000000000000001M are the same number to a browser.
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, decimal value) => writer.WriteDecimal(BigDecimal.FromDecimal(value));

    protected override decimal ReadValue(TokenReader reader)
    {
        if (reader.Kind == TokenKind.Integer)
        {
            return reader.Integer;
        }

        var number = BigDecimalConverter.ReadNumber(reader) ?? throw Unexpected(reader);
        return number.TryToDecimal(out var value) ? value : throw new SenteDataException("The number is too large for a decimal.");
    }
}

internal sealed class BigDecimalConverter : ScalarConverter<BigDecimal>
{
    public override bool MayCollide => true;

    public static BigDecimal? ReadNumber(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Decimal => reader.GetDecimal(),
        TokenKind.Integer => new BigDecimal(reader.Integer, 0),
        TokenKind.BigInteger => new BigDecimal(reader.GetBigInteger(), 0),
        TokenKind.Double when reader.GetDouble() is var value && double.IsFinite(value) => BigDecimal.FromDouble(value),
        _ => null,
    };

    protected override void WriteValue(TokenWriter writer, BigDecimal value) => writer.WriteDecimal(value);

    protected override BigDecimal ReadValue(TokenReader reader) => ReadNumber(reader) ?? throw Unexpected(reader);
}

internal sealed class RatioConverter : ScalarConverter<Ratio>
{
    public override bool MayCollide => true;

    protected override void WriteValue(TokenWriter writer, Ratio value) => writer.WriteRatio(value);

    protected override Ratio ReadValue(TokenReader reader) =>
        reader.Kind == TokenKind.Ratio && reader.GetRatio() is Ratio ratio ? ratio : throw Unexpected(reader);
}
