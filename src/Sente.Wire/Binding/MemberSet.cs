using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>Which members of an object have come.</summary>
internal struct MemberSet
{
    public const int Capacity = 256;

    private Words _words;

    /// <summary>Adds a member; false if it has come before.</summary>
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
