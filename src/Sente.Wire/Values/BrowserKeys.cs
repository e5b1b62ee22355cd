using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sente.Wire;

/// <summary>
/// Finds keys and set items that differ here but are the same to a browser, which has one kind of number, no characters, instants to
/// the millisecond, and takes a list for the vector with the same items. Its reader would refuse the whole message.
/// </summary>
internal sealed class BrowserKeys
{
    private const int Few = 8;

    // Most maps have few keys: comparing their hashes is faster than a table.
    private readonly object?[] _first = new object?[Few];
    private FirstHashes _hashes;
    private int _count;
    private HashSet<Key>? _more;

    /// <summary>Adds a key of the collection.</summary>
    /// <exception cref="SenteDataException">A browser would take it for an earlier one.</exception>
    public void Add(object? key)
    {
        if (!TryAdd(key))
        {
            throw new SenteDataException($"{SenteDataException.Excerpt(ValuePrinter.Print(key))} occurs twice, or browsers take it for another key of the same collection.");
        }
    }

    /// <summary>Checks the keys of a plain map or the items of a plain set, which are known to differ from each other.</summary>
    /// <exception cref="SenteDataException">A browser would take one for another.</exception>
    public static void Check(ReadOnlySpan<object?> keys)
    {
        var mayCollide = false;
        foreach (var key in keys)
        {
            mayCollide |= key is not (null or Keyword or string or long or Symbol or Guid or bool);
        }

        if (!mayCollide || keys.Length < 2)
        {
            return;
        }

        var seen = new BrowserKeys();
        foreach (var key in keys)
        {
            seen.Add(key);
        }
    }

    internal static bool Same(object? left, object? right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left is IStructuralValue)
        {
            return right is IStructuralValue && Hash(left) == Hash(right) && SameInside(left, right);
        }

        if (ToNumber(left) is { } number)
        {
            return ToNumber(right) is { } other && number.Equals(other);
        }

        return (left, right) switch
        {
            (char a, string b) => b.Length == 1 && b[0] == a,
            (string a, char b) => a.Length == 1 && a[0] == b,
            (DateTimeOffset a, DateTimeOffset b) => Milliseconds(a) == Milliseconds(b),
            _ => PlainValue.Equals(left, right),
        };
    }

    internal static int Hash(object? value) => ValueHash.ForBrowsers(value);

    // Equal hashes almost always mean equal values, so this visits everything about once.
    private static bool SameInside(object? left, object? right) => (left, right) switch
    {
        (ValueSequence a, ValueSequence b) => SameItems(a.Items, b.Items),
        (ValueSet a, ValueSet b) => a.Count == b.Count && Wrap(a.Items).SetEquals(Wrap(b.Items)),
        (ValueMap a, ValueMap b) => SameEntries(a, b),
        (TaggedValue a, TaggedValue b) => a.Tag.Equals(b.Tag) && Same(a.Value, b.Value),
        _ => false,
    };

    private bool TryAdd(object? key)
    {
        if (_count < Few)
        {
            var hash = Hash(key);
            ValueHash.CountSteps(_count);
            for (var i = 0; i < _count; i++)
            {
                if (_hashes[i] == hash && Same(_first[i], key))
                {
                    return false;
                }
            }

            _hashes[_count] = hash;
            _first[_count++] = key;
            return true;
        }

        ValueHash.CountSteps(1);
        _more ??= Wrap(_first);
        return _more.Add(new Key(key));
    }

    private static HashSet<Key> Wrap(ReadOnlySpan<object?> items)
    {
        ValueHash.CountSteps(items.Length);
        var keys = new HashSet<Key>(items.Length);
        foreach (var item in items)
        {
            keys.Add(new Key(item));
        }

        return keys;
    }

    private static double? ToNumber(object? value) => value switch
    {
        long number => number,
        double number => number,
        BigInteger number => ValueHash.BrowserNumber(number),
        BigDecimal number => number.ToDouble(),
        Ratio number => number.ToDouble(),
        _ => null,
    };

    // Instants are written to the millisecond.
    private static long Milliseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMillisecond;

    private static bool SameItems(ReadOnlySpan<object?> left, ReadOnlySpan<object?> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        ValueHash.CountSteps(left.Length);
        for (var i = 0; i < left.Length; i++)
        {
            if (!Same(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameEntries(ValueMap left, ValueMap right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        ValueHash.CountSteps(2 * left.Count);
        var entries = left.ToDictionary(entry => new Key(entry.Key), entry => entry.Value);
        return right.All(entry => entries.TryGetValue(new Key(entry.Key), out var value) && Same(value, entry.Value));
    }

    [InlineArray(Few)]
    private struct FirstHashes
    {
        private int _first;
    }

    private readonly record struct Key(object? Value)
    {
        public bool Equals(Key other) => Same(Value, other.Value);

        public override int GetHashCode() => Hash(Value);
    }
}
