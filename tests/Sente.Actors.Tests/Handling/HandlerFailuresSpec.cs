using System.Reflection;
using Microsoft.Extensions.Logging;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>Failures of handlers: whether the client or the app is at fault, and the log line of each.</summary>
public sealed class HandlerFailuresSpec : SenteSpec
{
    private const int HandlerThrew = 100;
    private const int ClientDataRefused = 104;

    public static TheoryData<Func<Exception, Exception>> Transparent => new()
    {
        error => error,
        error => new AggregateException(error),
        error => new AggregateException(new AggregateException(error)),
        error => new TargetInvocationException(error),
    };

    [Theory]
    [MemberData(nameof(Transparent), DisableDiscoveryEnumeration = true)]
    public void Client_data_that_cannot_be_read_as_the_handlers_type_is_a_short_warning_with_its_path(Func<Exception, Exception> wrap)
    {
        var msg = Message("[{:first 7}]");
        Node.Router.Failures.Threw(msg, wrap(Assert.Throws<SenteDataException>(() => msg.Data.As<Name[]>())), "test/*");

        var line = Assert.Single(Lines.All);
        Assert.Equal((LogLevel.Warning, ClientDataRefused), (line.Level, line.EventId));
        Assert.Null(line.Exception);
        Assert.Contains("\"test/greet\"", line.Text, StringComparison.Ordinal);
        Assert.Contains("$[0].first", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Text);
        var reported = Assert.Single(Errors);
        Assert.True(reported.IsClientFault);
        Assert.IsType<SenteDataException>(reported.Exception);
    }

    [Fact]
    public void An_exception_of_the_app_is_an_error_with_its_stack()
    {
        Node.Router.Failures.Threw(Message("1"), new InvalidOperationException("mine"), "test/*");
        AssertAppFault();
    }

    [Fact]
    public void An_exception_about_client_data_that_the_app_wrapped_in_its_own_is_the_apps_fault()
    {
        var msg = Message("1");
        Node.Router.Failures.Threw(msg, new InvalidOperationException("mine", Assert.Throws<SenteDataException>(() => msg.Data.As<Name>())), "test/*");
        AssertAppFault();
    }

    [Fact]
    public void A_value_that_cannot_be_encoded_is_the_apps_fault()
    {
        Node.Router.Failures.Threw(Message("1"), Assert.Throws<SenteDataException>(() => new Event("test/bad", new object())), "test/*");
        AssertAppFault();
    }

    [Fact]
    public void A_type_that_cannot_be_read_at_all_is_the_apps_fault()
    {
        var msg = Message("1");
        Node.Router.Failures.Threw(msg, Assert.Throws<SenteDataException>(() => msg.Data.As<IFormattable>()), "test/*");
        AssertAppFault();
    }

    [Fact]
    public void Data_that_the_app_packed_itself_and_reads_wrongly_is_the_apps_fault()
    {
        Node.Router.Failures.Threw(Message("1"), Assert.Throws<SenteDataException>(() => EventData.From(1).As<Name>()), "test/*");
        AssertAppFault();
    }

    private static LocalEventMsg Message(string edn) => new(
        Event.FromWire("test/greet", new EventData(System.Text.Encoding.UTF8.GetBytes(edn), Packers.Edn)), "u1", "c1", RequestInfo.Empty, null);

    private void AssertAppFault()
    {
        var line = Assert.Single(Lines.All);
        Assert.Equal((LogLevel.Error, HandlerThrew), (line.Level, line.EventId));
        Assert.NotNull(line.Exception);
        Assert.False(Assert.Single(Errors).IsClientFault);
    }

    internal sealed record Name(string First);
}
