namespace Sente.Actors;

/// <summary>Marks a message that may be sent to another node; the codecs have a row for each type.</summary>
internal interface IRemoteMessage;

/// <summary>One row of the codecs: how messages of one type are written and read.</summary>
/// <param name="Type">The type of the message.</param>
/// <param name="Manifest">Two letters for the type and the version of its encoding; sent with each message.</param>
/// <param name="Write">Writes a message of the type; null: an earlier encoding, which this version only reads.</param>
/// <param name="Read">Reads a message with the manifest.</param>
internal sealed record MessageCodec(Type Type, string Manifest, Action<MessageWriter, object>? Write, Func<MessageReader, object> Read)
{
    public static MessageCodec Of<T>(string manifest, Action<MessageWriter, T> write, Func<MessageReader, T> read)
        where T : notnull => new(typeof(T), manifest, (writer, message) => write(writer, (T)message), reader => read(reader));

    /// <summary>Creates the row of an earlier encoding, which this version reads but does not write.</summary>
    public static MessageCodec Earlier<T>(string manifest, Func<MessageReader, T> read)
        where T : notnull => new(typeof(T), manifest, Write: null, reader => read(reader));
}
