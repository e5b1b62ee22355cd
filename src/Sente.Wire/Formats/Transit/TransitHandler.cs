namespace Sente;

/// <summary>
/// Converts values with a Transit tag of the app's own, like Transit's read and write handlers in Clojure. Without a handler, a tagged
/// value is read as a <see cref="TaggedValue"/>, and a <see cref="TaggedValue"/> is written with its tag.
/// </summary>
/// <param name="Tag">The tag, without <c>~#</c>; not one of Transit's own tags.</param>
/// <param name="Read">
/// Converts the plain value that was read with the tag to another plain value; null to keep it tagged. An exception that it throws
/// becomes a <see cref="SenteDataException"/>.
/// </param>
/// <param name="Write">Converts the value of a <see cref="TaggedValue"/> before it is written; null to write it unchanged.</param>
public sealed record TransitHandler(string Tag, Func<object?, object?>? Read = null, Func<object?, object?>? Write = null);
