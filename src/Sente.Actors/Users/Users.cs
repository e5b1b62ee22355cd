namespace Sente;

/// <summary>
/// Key of the actor that applications Tell to, one on every node: <c>IRequiredActor&lt;Users&gt;</c>, or
/// <c>ActorRegistry.Get&lt;Users&gt;()</c>. It takes <see cref="PushToUser"/>, <see cref="PushToClient"/>, <see cref="PushToUsers"/> and
/// <see cref="CloseUser"/>.
/// </summary>
public sealed class Users
{
    private Users()
    {
    }
}
