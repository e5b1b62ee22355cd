namespace Sente.Wire;

// Collections. MessagePack wants counts first: where one isn't known, the shortest header's room is kept, and a longer one is
// made room for at the end.
internal sealed partial class MessagePackWriter
{
    private const int ShortestHeader = 1;
    private const int LargestFixed = 15;

    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private int _depth;

    /// <inheritdoc/>
    public override void StartVector(int count) => Open(TokenKind.Vector, count);

    /// <inheritdoc/>
    public override void StartList(int count) => Open(TokenKind.Vector, count);

    /// <inheritdoc/>
    public override void StartSet(int count) => Open(TokenKind.Set, count);

    /// <inheritdoc/>
    public override void StartMap(int count) => Open(TokenKind.Map, count);

    /// <inheritdoc/>
    public override void End()
    {
        ref var level = ref _levels[_depth--];
        var count = level.Kind == TokenKind.Map ? level.Items / 2 : level.Items;
        if (level.Count < 0)
        {
            var missing = CountHeader(count) - ShortestHeader;
            if (missing > 0)
            {
                Insert(level.Start, missing);
            }

            FillCount(Patch[level.Start..], level.Kind, count);
        }
        else if (count != level.Count)
        {
            throw new SenteDataException(Invariant($"A collection said that it has {level.Count} items, and gave {count}: it was changed while it was written."));
        }

        if (level.Kind == TokenKind.Set)
        {
            var length = Length - level.Start;
            FillExtension(Insert(level.Start, ExtensionHeader(length)), MessagePackCode.Set, length);
        }
    }

    private void Open(TokenKind kind, int count)
    {
        BeginItem();
        if (_depth >= MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _levels[++_depth] = new Level { Kind = kind, Count = count, Start = Length };
        var to = Reserve(5);
        if (count >= 0)
        {
            FillCount(to, kind, count);
        }

        Advance(count < 0 ? ShortestHeader : CountHeader(count));
    }

    private void BeginItem() => _levels[_depth].Items++;

    private static int CountHeader(int count) => count switch
    {
        <= LargestFixed => 1,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    private static void FillCount(Span<byte> to, TokenKind kind, int count)
    {
        var isMap = kind == TokenKind.Map;
        _ = count switch
        {
            <= LargestFixed => Fill8(to, (byte)((isMap ? MessagePackCode.FixMap : MessagePackCode.FixArray) | count)),
            <= ushort.MaxValue => Fill16(to, isMap ? MessagePackCode.Map16 : MessagePackCode.Array16, (ushort)count),
            _ => Fill32(to, isMap ? MessagePackCode.Map32 : MessagePackCode.Array32, (uint)count),
        };
    }

    private struct Level
    {
        public TokenKind Kind;
        public int Count;
        public int Items;
        public int Start;
    }
}
