namespace Sente;

/// <summary>
/// A value with a tag that the reader does not know, <c>#my/tag [1 2]</c>. Browsers refuse tags that their app has not registered,
/// so a packer sends only those that it was configured with.
/// </summary>
public sealed class TaggedValue : IEquatable<TaggedValue>, IStructuralValue
{
    private ulong _hash;

    /// <summary>Creates a tagged value.</summary>
    /// <param name="tag">The tag, without its number sign.</param>
    /// <param name="value">Any plain value.</param>
    /// <exception cref="SenteDataException">The tag does not begin with a letter, or <paramref name="value"/> is not a plain value.</exception>
    public TaggedValue(Symbol tag, object? value)
    {
        ArgumentNullException.ThrowIfNull(tag);
        CheckTag(tag);
        Tag = tag;
        Value = PlainValue.Normalize(value);
    }

    /// <summary>The tag, without its number sign.</summary>
    public Symbol Tag { get; }

    /// <summary>The value that has the tag.</summary>
    public object? Value { get; }

    ulong IStructuralValue.StructuralHash => Hash;

    private ulong Hash
    {
        get
        {
            var hash = Volatile.Read(ref _hash);
            if (hash == 0)
            {
                Volatile.Write(ref _hash, hash = ValueHash.OfTagged(Tag, Value));
            }

            return hash;
        }
    }

    /// <inheritdoc/>
    public bool Equals(TaggedValue? other) => ReferenceEquals(this, other)
        || (other is not null && Hash == other.Hash && Tag.Equals(other.Tag) && PlainValue.Equals(Value, other.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaggedValue);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hash;

    /// <summary>Returns the value as EDN, for people.</summary>
    public override string ToString() => ValuePrinter.Print(this);

    /// <summary>Checks that a symbol is a tag when it follows a number sign: <c>#_</c> and <c>#&lt;</c> mean something else.</summary>
    /// <exception cref="SenteDataException">It is not.</exception>
    internal static void CheckTag(Symbol tag)
    {
        if (!char.IsLetter(tag.Text[0]))
        {
            throw new SenteDataException($"#{SenteDataException.Excerpt(tag)} is not a tag: tags begin with a letter.");
        }
    }
}
