using System.Collections.Frozen;
using System.IO.Compression;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Sente.Actors;

/// <summary>
/// A gate before a serializer whose Protobuf messages carry type names in their bodies, which Akka.NET resolves and uses as type arguments.
/// It reads every type name of a message, at any depth, and passes the message on only if all are listed. What an app put into such a message
/// has a serializer and a manifest of its own, and so a gate of its own.
/// </summary>
internal abstract class NamedTypesGate(ExtendedActorSystem system, Serializer inner, int identifier, string schema, IReadOnlyDictionary<string, string> messages)
    : NetworkGate(system, inner, identifier)
{
    /// <summary>The setting that lists further names.</summary>
    public const string AllowSetting = "sente.remoting.allowed-type-names";

    // State of sharding's coordinator, the only value that sharding itself keeps in Akka.DistributedData.
    private const string CoordinatorState = "Akka.Cluster.Sharding.ShardCoordinator+CoordinatorState, Akka.Cluster.Sharding";

    private readonly bool _isRemote = IsRemote(system);
    private readonly FrozenSet<string> _names = AllowedNames(system).Append(CoordinatorState).ToFrozenSet(StringComparer.Ordinal);

    // Akka's schema itself, so that a field added by an update is seen. A trailing "*" marks compressed messages, "" those without a type name.
    private readonly FrozenDictionary<string, (MessageParser? Parser, bool IsCompressed)> _parsers = Parsers(inner, schema, messages);

    /// <summary>The names that the app added.</summary>
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
