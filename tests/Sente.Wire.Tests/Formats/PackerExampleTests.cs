using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sente.Wire.Tests;

/// <summary>A packer of an app, as docs/packers.md describes it: each token is a line with a letter and its text, if it has any.</summary>
public sealed class LinesPacker : Packer
{
    public override string Name => "lines";

    public override bool IsBinary => false;

    protected override TokenWriter CreateWriter() => new Writer();

    protected override TokenReader CreateReader() => new Reader();

    private sealed class Writer : TokenWriter
    {
        public override void WriteNil() => Line('0');

        public override void WriteBoolean(bool value) => Line(value ? 'T' : 'F');

        public override void WriteInteger(long value) => Line('i', value.ToString(CultureInfo.InvariantCulture));

        public override void WriteBigInteger(BigInteger value) => throw Lacking();

        public override void WriteDouble(double value) => Line('d', value.ToString("R", CultureInfo.InvariantCulture));

        public override void WriteDecimal(BigDecimal value) => throw Lacking();

        public override void WriteRatio(Ratio value) => throw Lacking();

        public override void WriteChar(char value) => throw Lacking();

        public override void WriteString(ReadOnlySpan<char> value) => Line('s', Uri.EscapeDataString(value.ToString()));

        public override void WriteText(ReadOnlySpan<byte> utf8) => WriteString(Encoding.UTF8.GetString(utf8));

        public override void WriteKeyword(Keyword value) => Line('k', value.Text);

        public override void WriteSymbol(Symbol value) => throw Lacking();

        public override void WriteInstant(DateTimeOffset value) => throw Lacking();

        public override void WriteUuid(Guid value) => throw Lacking();

        public override void WriteBytes(ReadOnlySpan<byte> value) => throw Lacking();

        public override void WriteTag(Symbol tag) => throw Lacking();

        public override void StartVector(int count) => Line('[');

        public override void StartList(int count) => Line('[');

        public override void StartSet(int count) => Line('#');

        public override void StartMap(int count) => Line('{');

        public override void End() => Line('.');

        public override void WritePacked(ReadOnlySpan<byte> packed) => Put(packed);

        private static SenteDataException Lacking() => new("Not representable in lines.");

        private void Line(char kind, string text = "")
        {
            Put((byte)kind);
            Put(Encoding.UTF8.GetBytes(text));
            Put((byte)'\n');
        }
    }

    private sealed class Reader : TokenReader
    {
        private ReadOnlyMemory<byte> _input;
        private int _start;
        private int _position;
        private int _depth;
        private int _maxDepth;
        private byte[] _text = [];

        public override int TokenStart => _start;

        public override int Position => _position;

        public override ReadOnlySpan<byte> Text => _text;

        public override void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0)
        {
            (_input, _start, _position, _depth, _maxDepth) = (input, start, start, 0, maxDepth);
            Kind = TokenKind.None;
        }

        public override void Reset() => _input = default;

        public override TokenKind Read()
        {
            _start = _position;
            if (_position == _input.Length || (_depth == 0 && Kind != TokenKind.None))
            {
                return Kind = _depth == 0 ? TokenKind.None : throw new SenteDataException("These lines end inside a collection.");
            }

            var rest = _input.Span[_position..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 1)
            {
                throw new SenteDataException("A line is empty or has no end.");
            }

            _position += end + 1;
            _text = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.UTF8.GetString(rest[1..end])));
            return Kind = Token((char)rest[0]);
        }

        public override double GetDouble() => double.Parse(_text, CultureInfo.InvariantCulture);

        public override BigInteger GetBigInteger() => throw Lacking();

        public override BigDecimal GetDecimal() => throw Lacking();

        public override object GetRatio() => throw Lacking();

        public override char GetChar() => throw Lacking();

        public override DateTimeOffset GetInstant() => throw Lacking();

        public override Guid GetUuid() => throw Lacking();

        public override byte[] GetBytes() => throw Lacking();

        private static InvalidOperationException Lacking() => new("Lines have no such token.");

        private TokenKind Token(char kind)
        {
            switch (kind)
            {
                case '0':
                    return TokenKind.Nil;
                case 'T' or 'F':
                    Boolean = kind == 'T';
                    return TokenKind.Boolean;
                case 'i':
                    Integer = long.Parse(_text, CultureInfo.InvariantCulture);
                    return TokenKind.Integer;
                case 'd':
                    return TokenKind.Double;
                case 's':
                    return TokenKind.String;
                case 'k':
                    return TokenKind.Keyword;
                case '[' or '{' or '#':
                    if (++_depth > _maxDepth)
                    {
                        throw new SenteDataException("Nested too deep.");
                    }

                    return kind == '[' ? TokenKind.Vector : kind == '{' ? TokenKind.Map : TokenKind.Set;
                case '.' when _depth > 0:
                    _depth--;
                    return TokenKind.End;
                default:
                    throw new SenteDataException($"No line begins with '{kind}'.");
            }
        }
    }
}

public class PackerExampleTests
{
    private static readonly Packer Lines = new LinesPacker();

    [Fact]
    public void An_apps_packer_writes_and_reads_messages_like_any_other()
    {
        var message = Lines.ReadClientMessage(Encoding.UTF8.GetBytes("[\n[\nkmy-app/note\n{\nktext\nstwo%0Alines\n.\n.\nscb\n.\n"), WireLimits.Default);
        Assert.Equal("my-app/note", message.EventId);
        Assert.Equal(new Note("two\nlines"), message.Data.As<Note>());
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        Lines.WriteReply(to, EncodedValue.From(new Note("got it")), message.Callback!.Value);
        Assert.Equal("[\n{\nktext\nsgot%20it\n.\nscb\n.\n", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void Its_messages_pass_to_and_from_other_packers_and_through_gzip()
    {
        var data = new EventData(Encoding.UTF8.GetBytes("{\nka\n[\ni1\nT\n0\n.\n.\n"), Lines);
        Assert.Equal("{\"a\":[1,true,null]}", Encoding.UTF8.GetString(Packers.Json.Pack(data)));
        Assert.Equal(data.ToValue(), new GzipPacker(Lines).Open(new GzipPacker(Lines).Pack(data), WireLimits.Default).ToValue());
        Assert.False(EncodedValue.From(Guid.Empty).TryGetBytes(Lines, out _, out _));
    }

    private sealed record Note(string Text);
}
