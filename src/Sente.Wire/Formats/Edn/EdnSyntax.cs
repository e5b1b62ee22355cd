namespace Sente.Wire;

/// <summary>The classes of EDN's bytes.</summary>
internal static class EdnSyntax
{
    private const byte Space = 1;
    private const byte Delimiter = 2;

    private static readonly byte[] Class = MakeTable();

    /// <summary>Whether the byte is white space, which includes the comma.</summary>
    public static bool IsSpace(byte b) => Class[b] == Space;

    /// <summary>Whether a name, number or character ends before this byte.</summary>
    public static bool EndsToken(byte b) => Class[b] != 0;

    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    /// <summary>Returns the value of a digit up to base 36; 36 or more if the byte is not a digit.</summary>
    public static int DigitValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'Z' => b - 'A' + 10,
        _ => int.MaxValue,
    };

    private static byte[] MakeTable()
    {
        var table = new byte[256];
        foreach (var space in "\t\n\v\f\r\x1c\x1d\x1e\x1f ,")
        {
            table[space] = Space;
        }

        foreach (var delimiter in "\";^()[]{}\\")
        {
            table[delimiter] = Delimiter;
        }

        return table;
    }
}
