namespace Sente.Wire;

/// <summary>
/// The first bytes of MessagePack's values, and Sente's extension types:
/// <code>
///   00-7f  integer      80-8f map    90-9f array   a0-bf string   e0-ff integer
///   c0 nil   c2 false   c3 true      c4-c6 bytes   c7-c9 extension, its length first
///   ca float   cb double   cc-cf unsigned   d0-d3 signed   d4-d8 extension of 1, 2, 4, 8, 16 bytes
///   d9-db string   dc dd array   de df map
/// </code>
/// </summary>
internal static class MessagePackCode
{
    public const byte FixMap = 0x80;
    public const byte FixArray = 0x90;
    public const byte FixString = 0xa0;
    public const byte Nil = 0xc0;
    public const byte False = 0xc2;
    public const byte True = 0xc3;
    public const byte Bytes8 = 0xc4;
    public const byte Bytes16 = 0xc5;
    public const byte Bytes32 = 0xc6;
    public const byte Extension8 = 0xc7;
    public const byte Extension16 = 0xc8;
    public const byte Extension32 = 0xc9;
    public const byte Float = 0xca;
    public const byte Double = 0xcb;
    public const byte UInt8 = 0xcc;
    public const byte UInt16 = 0xcd;
    public const byte UInt32 = 0xce;
    public const byte UInt64 = 0xcf;
    public const byte Int8 = 0xd0;
    public const byte Int16 = 0xd1;
    public const byte Int32 = 0xd2;
    public const byte Int64 = 0xd3;
    public const byte FixExtension1 = 0xd4;
    public const byte FixExtension16 = 0xd8;
    public const byte String8 = 0xd9;
    public const byte String16 = 0xda;
    public const byte String32 = 0xdb;
    public const byte Array16 = 0xdc;
    public const byte Array32 = 0xdd;
    public const byte Map16 = 0xde;
    public const byte Map32 = 0xdf;

    public const sbyte Timestamp = -1;
    public const sbyte Keyword = 0;
    public const sbyte Symbol = 1;
    public const sbyte Char = 2;
    public const sbyte Ratio = 3;
    public const sbyte Set = 4;
    public const sbyte Int32Array = 5;
    public const sbyte FloatArray = 6;
    public const sbyte DoubleArray = 7;
    public const sbyte CachedKey = 8;
    public const sbyte Uuid = 9;

    /// <summary>The length of a timestamp: uint32 nanoseconds, int64 seconds.</summary>
    public const int TimestampLength = 12;
}
