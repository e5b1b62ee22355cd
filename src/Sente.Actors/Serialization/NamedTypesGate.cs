using System.Collections.Frozen;
using System.IO.Compression;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Sente.Actors;

/// <summary>
/// The gate of a serializer whose Protobuf messages contain type names, which Akka.NET resolves and uses as type arguments. It reads all type names of a
/// message, at any depth, and allows the message only if all of them are listed. The app's own messages inside have a serializer and a manifest of their
/// own.
/// </summary>
/// <param name="system">The actor system.</param>
/// <param name="inner">Akka's serializer.</param>
/// <param name="identifier">Akka's identifier of the serializer.</param>
/// <param name="schema">The name of the type that has the Protobuf schema.</param>
/// <param name="messages">By manifest, the name of the message in the schema; a trailing <c>*</c>: compressed; empty: a message without type names.</param>
internal abstract class NamedTypesGate(ExtendedActorSystem system, Serializer inner, int identifier, string schema, IReadOnlyDictionary<string, string> messages)
    : NetworkGate(system, inner, identifier)
{
    /// <summary>The setting in which the app lists further names.</summary>
    public const string AllowSetting = "sente.remoting.allowed-type-names";

    // The state of the shard coordinator is the only value that sharding keeps in Akka.DistributedData.
    private const string CoordinatorState = "Akka.Cluster.Sharding.ShardCoordinator+CoordinatorState, Akka.Cluster.Sharding";

    private readonly bool _isRemote = IsRemote(system);
    private readonly FrozenSet<string> _names = AllowedNames(system).Append(CoordinatorState).ToFrozenSet(StringComparer.Ordinal);

    // By manifest. They come from Akka's own schema, so that fields which an update of Akka adds are checked too.
    private readonly FrozenDictionary<string, (MessageParser? Parser, bool IsCompressed)> _parsers = Parsers(inner, schema, messages);

    /// <summary>Returns the names that the app lists.</summary>
    public static IList<string> AllowedNames(ExtendedActorSystem system) => system.Settings.Config.GetStringList(AllowSetting, []);

    public override byte[] ToBinary(object obj)
    {
        var bytes = base.ToBinary(obj);
        Check(bytes, Manifest(obj));
        return bytes;
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        Check(bytes, manifest);
        return base.FromBinary(bytes, manifest);
    }

    protected override bool Allows(string manifest) => !_isRemote || _parsers.ContainsKey(manifest);

    private void Check(byte[] bytes, string? manifest)
    {
        if (!_isRemote || !_parsers.TryGetValue(manifest ?? "", out var form) || form.Parser is null)
        {
            return;
        }

        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using Stream body = form.IsCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
            CheckNames(form.Parser.ParseFrom(body));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new SerializationException($"A message \"{manifest}\" of {InnerName} from another node is cut short or damaged.", exception);
        }
    }

    private void CheckNames(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (value is string { Length: > 0 } name && string.Equals(field.Name, "typeName", StringComparison.OrdinalIgnoreCase) && !_names.Contains(name))
            {
                throw Refusal(name);
            }

            if (field.FieldType != FieldType.Message)
            {
                continue;
            }

            if (value is IMessage nested)
            {
                CheckNames(nested);
            }
            else if (value is System.Collections.IEnumerable many)
            {
                foreach (var each in many.OfType<IMessage>())
                {
                    CheckNames(each);
                }
            }
        }
    }

    private static FrozenDictionary<string, (MessageParser? Parser, bool IsCompressed)> Parsers(Serializer inner, string schema, IReadOnlyDictionary<string, string> messages)
    {
        var file = (FileDescriptor)(inner.GetType().Assembly.GetType(schema, throwOnError: true)!.GetProperty("Descriptor")!.GetValue(null)!);
        return messages.ToFrozenDictionary(
            message => message.Key,
            message => (message.Value.Length == 0 ? null : file.FindTypeByName<MessageDescriptor>(message.Value.TrimEnd('*')).Parser, message.Value.EndsWith('*')),
            StringComparer.Ordinal);
    }
}
