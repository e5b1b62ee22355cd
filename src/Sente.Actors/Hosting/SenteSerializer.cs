using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Sente.Actors;

/// <summary>
/// Encodes every message that may be sent to another node (<see cref="IRemoteMessage"/>) by its row in <see cref="MessageTable"/>. The manifest has the
/// version of the encoding, so that nodes of two releases understand each other during a rolling upgrade. The data of events is copied as it is,
/// without decoding.
/// </summary>
internal sealed class SenteSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's id in every message; never changes. Ids up to 100 are Akka's.</summary>
    public const int Id = 1701;

    public SenteSerializer(ExtendedActorSystem system)
        : base(system) => RemotingExposure.Check(system);

    public override int Identifier => Id;

    public override string Manifest(object o) => MessageTable.Of(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj)
    {
        using var bytes = new MemoryStream(256);
        using var writer = new MessageWriter(bytes);
        MessageTable.Of(obj.GetType()).Write!(writer, obj);
        writer.Flush();
        return bytes.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var codec = MessageTable.Of(manifest);
        using var stream = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        using var reader = new MessageReader(stream, system);
        try
        {
            return codec.Read(reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            throw new SerializationException($"A message \"{manifest}\" from another node is cut short or damaged.", exception);
        }
    }
}
