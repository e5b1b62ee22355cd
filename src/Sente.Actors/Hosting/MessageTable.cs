using System.Runtime.Serialization;
using Akka.Actor;

namespace Sente.Actors;

/// <summary>
/// The table of forms. A row is never changed once released: a message that needs another form gets a row with the next version, and
/// writers go over to it one release after readers know it.
/// </summary>
internal sealed class MessageTable
{
    private readonly Dictionary<Type, MessageCodec> _byType;
    private readonly Dictionary<string, MessageCodec> _byManifest;

    public MessageTable(ExtendedActorSystem system)
    {
        MessageCodec[] forms = [.. PortCodecs.All(system), .. HandlerCodecs.All(system), .. UserCodecs.All(system), .. PushCodecs.All(system)];
        _byType = forms.Where(form => !form.IsEarlier).ToDictionary(form => form.Type);
        _byManifest = forms.ToDictionary(form => form.Manifest, StringComparer.Ordinal);
    }

    /// <summary>The types that have a form.</summary>
    public IEnumerable<Type> Types => _byType.Keys;

    /// <exception cref="SerializationException">There is no form for the type.</exception>
    public MessageCodec Of(Type type) => _byType.TryGetValue(type, out var form)
        ? form
        : throw new SerializationException($"{type} has no form to cross nodes in.");

    /// <exception cref="SerializationException">No form has that manifest: a newer node wrote it.</exception>
    public MessageCodec Of(string manifest) => _byManifest.TryGetValue(manifest, out var form)
        ? form
        : throw new SerializationException($"This node knows no message \"{manifest}\": the node that sent it runs a newer Sente. Upgrade readers before writers.");
}
