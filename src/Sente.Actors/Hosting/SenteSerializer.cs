using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Sente.Actors;

/// <summary>
/// Hand-written form of every message that crosses nodes (<see cref="IRemoteMessage"/>). A manifest is a letter pair for the message and the
/// version of its form, so that nodes of two versions understand each other during a rolling upgrade: a new form gets a new manifest, and
/// the old one is read as long as nodes that write it may be about. Payloads travel as the bytes they are.
/// </summary>
internal sealed class SenteSerializer : SerializerWithStringManifest
{
    /// <summary>Fixed for ever; above Akka's own.</summary>
    public const int Id = 1701;

    private readonly MessageTable _forms;

    public SenteSerializer(ExtendedActorSystem system)
        : base(system)
    {
        RemotingExposure.Check(system);
        _forms = new MessageTable(system);
    }

    public override int Identifier => Id;

    public override string Manifest(object o) => _forms.Of(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj)
    {
        using var bytes = new MemoryStream(256);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        _forms.Of(obj.GetType()).Write(writer, obj);
        writer.Flush();
        return bytes.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var form = _forms.Of(manifest);
        using var stream = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            return form.Read(reader);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            throw new SerializationException($"A message \"{manifest}\" from another node is cut short or damaged.", exception);
        }
    }
}
