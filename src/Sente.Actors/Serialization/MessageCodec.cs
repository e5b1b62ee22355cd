namespace Sente.Actors;

/// <summary>How one type of message is written and read.</summary>
internal sealed class MessageCodec
{
    private MessageCodec(Type type, string manifest, Action<BinaryWriter, object> write, Func<BinaryReader, object> read)
    {
        Type = type;
        Manifest = manifest;
        Write = write;
        Read = read;
    }

    /// <summary>The message's type.</summary>
    public Type Type { get; }

    /// <summary>Letters for the type, a digit for the version of its form.</summary>
    public string Manifest { get; }

    /// <summary>Whether it is an earlier form, which nodes of this version only read.</summary>
    public bool IsEarlier { get; private init; }

    /// <summary>Writes a message.</summary>
    public Action<BinaryWriter, object> Write { get; }

    /// <summary>Reads one.</summary>
    public Func<BinaryReader, object> Read { get; }

    public static MessageCodec Of<T>(string manifest, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
        where T : notnull => new(typeof(T), manifest, (writer, message) => write(writer, (T)message), reader => read(reader));

    /// <summary>Creates the codec of an earlier form of a message, which this version reads but does not write.</summary>
    public static MessageCodec Earlier<T>(string manifest, Func<BinaryReader, T> read)
        where T : notnull => new(typeof(T), manifest, (_, _) => throw new NotSupportedException($"The form \"{manifest}\" is only read."), reader => read(reader)) { IsEarlier = true };
}
