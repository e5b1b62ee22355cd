namespace Sente;

/// <summary>
/// How values under one Transit tag of an app's own go in and out, as Transit's read and write handlers do in Clojure. Without
/// a handler, a tagged value comes in as a <see cref="TaggedValue"/>, and a <see cref="TaggedValue"/> goes out under its tag.
/// </summary>
/// <param name="Tag">The tag, without <c>~#</c>; not one of Transit's own.</param>
/// <param name="Read">
/// Makes a plain value of the plain one that came under the tag; null to keep it tagged. What it throws surfaces as a
/// <see cref="SenteDataException"/>.
/// </param>
/// <param name="Write">Makes what goes out under the tag of what a <see cref="TaggedValue"/> holds; null to send it as it is.</param>
public sealed record TransitHandler(string Tag, Func<object?, object?>? Read = null, Func<object?, object?>? Write = null);
