using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.Actors;

/// <summary>
/// Invokes a delegate of the app. Compiled once, at registration.
/// <list type="table">
/// <listheader><term>parameter</term><description>receives</description></listheader>
/// <item><term><see cref="EventMsg"/>, <see cref="Event"/>, <see cref="EventData"/>, <see cref="RequestInfo"/></term><description>the message, or that part of it</description></item>
/// <item><term><see cref="CancellationToken"/></term><description>the token that is cancelled when the node stops</description></item>
/// <item><term>a type the container knows, or <see cref="IServiceProvider"/></term><description>the service from a scope that is created for this event</description></item>
/// <item><term>any other type, once</term><description>the event's data, read as that type; nil is an error unless the parameter can be null</description></item>
/// </list>
/// The value that the delegate or its task returns is the reply. A delegate that returns nothing can reply by <see cref="EventMsg.Reply"/>.
/// </summary>
internal sealed class DelegateInvoker
{
    private static readonly MethodInfo AsMethod = typeof(EventData).GetMethod(nameof(EventData.As), 1, [])!;

    private static readonly MethodInfo NotNullMethod = Converter(nameof(ReadNotNull));

    private static readonly MethodInfo RequiredService =
        typeof(ServiceProviderServiceExtensions).GetMethod(nameof(ServiceProviderServiceExtensions.GetRequiredService), 1, [typeof(IServiceProvider)])!;

    private readonly Func<EventMsg, IServiceProvider?, ValueTask<object?>> _invoke;

    private DelegateInvoker(Func<EventMsg, IServiceProvider?, ValueTask<object?>> invoke, bool needsServices, bool replies)
    {
        _invoke = invoke;
        NeedsServices = needsServices;
        Replies = replies;
    }

    /// <summary>Whether an invocation needs a scope of services.</summary>
    public bool NeedsServices { get; }

    /// <summary>Whether the delegate or its task returns a value, which is the reply.</summary>
    public bool Replies { get; }

    /// <summary>Compiles a delegate.</summary>
    /// <exception cref="ArgumentException">More than one parameter would be the event's data.</exception>
    public static DelegateInvoker Compile(Delegate handler, IServiceProviderIsService services)
    {
        var msg = Expression.Parameter(typeof(EventMsg), "msg");
        var provider = Expression.Parameter(typeof(IServiceProvider), "services");
        var parameters = handler.GetType().GetMethod("Invoke")!.GetParameters();
        var data = parameters.Where(parameter => IsData(parameter.ParameterType, services)).ToArray();
        if (data.Length > 1)
        {
            throw new ArgumentException(
                $"The handler's parameters {string.Join(" and ", data.Select(parameter => Describe(parameter, handler)))} would both be the event's data: only one can. Is the other a service that was not added to the container?",
                nameof(handler));
        }

        var arguments = Array.ConvertAll(parameters, parameter => Argument(parameter.ParameterType, TakesNull(Written(parameter, handler)), msg, provider, services));
        var call = Expression.Invoke(Expression.Constant(handler), arguments);
        var (result, replies) = Result(call);
        var invoke = Expression.Lambda<Func<EventMsg, IServiceProvider?, ValueTask<object?>>>(result, msg, provider).Compile();
        return new DelegateInvoker(invoke, parameters.Any(parameter => IsService(parameter.ParameterType, services)), replies);
    }

    /// <summary>Invokes the delegate. Throws the delegate's own exceptions.</summary>
    public ValueTask<object?> Invoke(EventMsg msg, IServiceProvider? services) => _invoke(msg, services);

    private static Expression Argument(Type type, bool takesNull, Expression msg, Expression provider, IServiceProviderIsService services)
    {
        if (type == typeof(EventMsg))
        {
            return msg;
        }

        if (type == typeof(Event))
        {
            return Expression.Property(msg, nameof(EventMsg.Event));
        }

        if (type == typeof(RequestInfo))
        {
            return Expression.Property(msg, nameof(EventMsg.Request));
        }

        if (type == typeof(EventData))
        {
            return Expression.Property(msg, nameof(EventMsg.Data));
        }

        if (type == typeof(CancellationToken))
        {
            return Expression.Property(msg, nameof(EventMsg.CancellationToken));
        }

        if (type == typeof(IServiceProvider))
        {
            return provider;
        }

        if (services.IsService(type))
        {
            return Expression.Call(RequiredService.MakeGenericMethod(type), provider);
        }

        var data = Expression.Property(msg, nameof(EventMsg.Data));
        return takesNull
            ? Expression.Call(data, AsMethod.MakeGenericMethod(type))
            : Expression.Call(NotNullMethod.MakeGenericMethod(type), data);
    }

    /// <summary>Returns whether a parameter accepts null. In code without nullable reference types, every parameter of a reference type does.</summary>
    private static bool TakesNull(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType || new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;

    /// <summary>Reads data that must not be nil. A handler that doesn't expect null would throw by itself, and the log would blame the app instead of the client.</summary>
    private static T ReadNotNull<T>(EventData data) => data.As<T>() ?? throw SenteDataException.NilFromClient(typeof(T));

    private static bool IsPart(Type type) =>
        type == typeof(EventMsg) || type == typeof(Event) || type == typeof(RequestInfo) || type == typeof(EventData) || type == typeof(CancellationToken);

    private static bool IsService(Type type, IServiceProviderIsService services) =>
        !IsPart(type) && (type == typeof(IServiceProvider) || services.IsService(type));

    private static bool IsData(Type type, IServiceProviderIsService services) => !IsPart(type) && !IsService(type, services);

    /// <summary>Describes a parameter with the name in the app's source. Only the delegate's method has that name, and its first parameter can be a closure.</summary>
    private static string Describe(ParameterInfo parameter, Delegate handler) => $"{parameter.ParameterType.Name} {Written(parameter, handler).Name}";

    private static ParameterInfo Written(ParameterInfo parameter, Delegate handler)
    {
        var written = handler.Method.GetParameters();
        var closures = written.Length - handler.GetType().GetMethod("Invoke")!.GetParameters().Length;
        return written[parameter.Position + closures];
    }

    private static (Expression Result, bool Replies) Result(Expression call)
    {
        var type = call.Type;
        if (type == typeof(void))
        {
            return (Expression.Block(call, Expression.Default(typeof(ValueTask<object?>))), false);
        }

        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return (Expression.Call(Converter(type == typeof(Task) ? nameof(AwaitTask) : nameof(AwaitValueTask)), call), false);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>)))
        {
            var converter = Converter(definition == typeof(Task<>) ? nameof(AwaitTaskOf) : nameof(AwaitValueTaskOf));
            return (Expression.Call(converter.MakeGenericMethod(type.GetGenericArguments()), call), true);
        }

        return (Expression.Call(Converter(nameof(FromResult)), Expression.Convert(call, typeof(object))), true);
    }

    private static MethodInfo Converter(string name) => typeof(DelegateInvoker).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ValueTask<object?> FromResult(object? value) => new(value);

    private static async ValueTask<object?> AwaitTask(Task task)
    {
        await task.ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<object?> AwaitValueTask(ValueTask task)
    {
        await task.ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<object?> AwaitTaskOf<T>(Task<T> task) => await task.ConfigureAwait(false);

    private static async ValueTask<object?> AwaitValueTaskOf<T>(ValueTask<T> task) => await task.ConfigureAwait(false);
}
