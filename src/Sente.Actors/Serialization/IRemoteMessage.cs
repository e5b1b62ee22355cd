namespace Sente.Actors;

/// <summary>Marks the messages that may cross nodes: <see cref="SenteSerializer"/> has a manifest for each of them.</summary>
internal interface IRemoteMessage;
