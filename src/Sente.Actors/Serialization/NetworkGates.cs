using System.Collections.Frozen;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Remote;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Sente.Actors;

/// <summary>
/// The gate of Akka.NET's JSON serializer, which creates objects of any type that a message names. Akka binds it to <see cref="object"/>, and does not
/// start without such a binding. Without remoting, the serializer works as usual, for example for journals. With remoting, it is not even constructed, and
/// messages that have no other serializer are neither written nor read.
/// </summary>
internal sealed class JsonGate(ExtendedActorSystem system, Config settings)
    : NetworkGate(system, IsRemote(system) ? new NullSerializer(system) : new NewtonSoftJsonSerializer(system, settings), identifier: 1)
{
    private readonly bool _isRemote = IsRemote(system);

    protected override string InnerName => nameof(NewtonSoftJsonSerializer);

    public override string Manifest(object o) => _isRemote ? TypeNames.Of(o.GetType()) : base.Manifest(o);

    protected override bool Allows(string manifest) => !_isRemote;
}

/// <summary>The gate of byte arrays: it ignores the manifest, because it reads nothing else.</summary>
internal sealed class BytesGate(ExtendedActorSystem system) : NetworkGate(system, new ByteArraySerializer(system), identifier: 4)
{
    protected override bool Allows(string manifest) => true;
}

/// <summary>The gate of messages to selections of actors. The message inside has a serializer of its own.</summary>
internal sealed class ContainerGate(ExtendedActorSystem system) : NetworkGate(system, new MessageContainerSerializer(system), identifier: 6)
{
    protected override bool Allows(string manifest) => manifest.Length == 0;
}

/// <summary>The gate of remote deployment, which starts actors of any type on another node. It allows nothing: Sente does not use remote deployment.</summary>
internal sealed class RemoteDeploymentGate(ExtendedActorSystem system) : NetworkGate(system, new DaemonMsgCreateSerializer(system), identifier: 3)
{
    protected override bool Allows(string manifest) => false;
}

/// <summary>The gate of the app's Protobuf messages. It allows the types in <c>sente.remoting.allowed-protobuf-types</c>.</summary>
internal sealed class ProtobufGate(ExtendedActorSystem system) : NetworkGate(system, new ProtobufSerializer(system), identifier: 2)
{
    private readonly FrozenDictionary<string, Type> _types = system.Settings.Config.GetStringList("sente.remoting.allowed-protobuf-types", [])
        .ToFrozenDictionary(name => name, name => Type.GetType(name) ?? throw new ConfigurationException(
            $"sente.remoting.allowed-protobuf-types lists \"{name}\", but there is no such type: write \"Namespace.Type, Assembly\"."), StringComparer.Ordinal);

    protected override bool Allows(string manifest) => _types.ContainsKey(manifest);

    protected override Type? TypeOf(string manifest) => _types[manifest];
}

/// <summary>The gate of system messages. It allows those that watch and stop actors of other nodes, but none with exceptions or props.</summary>
internal sealed class SystemMessageGate(ExtendedActorSystem system) : NetworkGate(system, new SystemMessageSerializer(system), identifier: 22)
{
    private static readonly FrozenDictionary<string, Type> Types =
        new[] { typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification), typeof(Terminate) }.ToFrozenDictionary(TypeNames.Of, StringComparer.Ordinal);

    protected override bool Allows(string manifest) => Types.ContainsKey(manifest);

    protected override Type? TypeOf(string manifest) => Types[manifest];
}

/// <summary>
/// The gate of Akka.NET's small messages. The exception of a failure is sent as text: Akka would send the name of its type, and the receiver would create
/// an object of that type.
/// </summary>
internal sealed class MiscGate(ExtendedActorSystem system) : NetworkGate(system, new MiscMessageSerializer(system), identifier: 16)
{
    private const string FailureAsText = "sente-failure";

    private static readonly FrozenSet<string> Manifests = new[]
    {
        (object)new Identify(null), new ActorIdentity(null, ActorRefs.Nobody), ActorRefs.Nobody, PoisonPill.Instance, Kill.Instance, new Status.Success(null),
        RemoteWatcher.Heartbeat.Instance, new RemoteWatcher.HeartbeatRsp(0),
    }.Select(new MiscMessageSerializer(null!).Manifest).ToFrozenSet(StringComparer.Ordinal);

    public override string Manifest(object o) => o is Status.Failure ? FailureAsText : base.Manifest(o);

    public override byte[] ToBinary(object obj) => obj is Status.Failure failure
        ? System.Text.Encoding.UTF8.GetBytes($"{failure.Cause?.GetType().FullName}: {failure.Cause?.Message}")
        : base.ToBinary(obj);

    public override object FromBinary(byte[] bytes, string manifest) => manifest == FailureAsText
        ? new Status.Failure(new RemoteFailureException(System.Text.Encoding.UTF8.GetString(bytes)))
        : base.FromBinary(bytes, manifest);

    protected override bool Allows(string manifest) => Manifests.Contains(manifest);
}

/// <summary>The exception of a failure on another node, as text.</summary>
internal sealed class RemoteFailureException(string message) : Exception(message);
