using System.Collections;

namespace Sente.Wire;

/// <summary>Converts non-generic collections, whose items are objects.</summary>
internal sealed class UntypedCollectionConverter<T> : Converter<T>
    where T : IEnumerable
{
    protected override void WriteValue(TokenWriter writer, T value) => Converters.For<IEnumerable<object?>>().Write(writer, value.Cast<object?>());

    protected override T ReadValue(TokenReader reader) => typeof(T).IsAssignableFrom(typeof(List<object?>))
        ? (T)(object)Converters.For<List<object?>>().Read(reader)
        : throw CollectionFactory.CannotBuild(typeof(T));
}

/// <inheritdoc cref="UntypedCollectionConverter{T}"/>
internal sealed class UntypedDictionaryConverter<T> : Converter<T>
    where T : IDictionary
{
    protected override void WriteValue(TokenWriter writer, T value) =>
        Converters.For<Dictionary<object, object?>>().Write(writer, value.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key, entry => entry.Value));

    protected override T ReadValue(TokenReader reader) => typeof(T).IsAssignableFrom(typeof(Dictionary<object, object?>))
        ? (T)(object)Converters.For<Dictionary<object, object?>>().Read(reader)
        : throw CollectionFactory.CannotBuild(typeof(T));
}
