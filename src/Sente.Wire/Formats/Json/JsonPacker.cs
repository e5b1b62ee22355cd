namespace Sente.Wire;

/// <summary>
/// Plain JSON, for apps without Clojure: <c>[["my-app/note", {"text": "hi"}], "cb"]</c>. It has no keywords: event ids,
/// the keys of records and all other keywords are strings without the colon, and ids are read from such strings.
/// Lists and sets are written as arrays, UUIDs and characters as strings, instants as ISO strings, bytes as base64; reading into a
/// type converts them back. It refuses, naming the path: integers beyond ±(2^53 - 1), which browsers would round; NaN and the
/// infinities; ratios, symbols and tagged values; keys that are neither keywords, strings nor UUIDs, and two keys that are the same string.
/// </summary>
public sealed class JsonPacker : Packer
{
    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override bool IsBinary => false;

    /// <inheritdoc/>
    public override bool HasKeywords => false;

    /// <inheritdoc/>
    protected override TokenWriter CreateWriter() => new JsonWriter();

    /// <inheritdoc/>
    protected override TokenReader CreateReader() => new JsonReader();
}
