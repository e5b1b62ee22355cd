namespace Sente.Wire;

/// <summary>
/// Plain JSON, for apps without Clojure: <c>[["my-app/note", {"text": "hi"}], "cb"]</c>. It has no keywords: the ids of events,
/// the keys of records and every other keyword go out as strings without the colon, and ids come in so.
/// Lists and sets go out as arrays, UUIDs and characters as strings, instants as ISO strings, bytes as base64; reading into a
/// type takes them back. It refuses, naming the path: integers beyond ±(2^53 - 1), which browsers would round; NaN and the
/// infinities; ratios, symbols and tagged values; keys that are neither keywords, strings nor UUIDs, and two that are one as strings.
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
