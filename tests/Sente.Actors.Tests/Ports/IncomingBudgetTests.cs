namespace Sente.Actors.Tests;

/// <summary>Which incomplete messages are evicted when their buffers exceed the node's budget.</summary>
public sealed class IncomingBudgetTests
{
    private const int Large = 100_000;
    private readonly IncomingBudget _budget = new(3 * Large);
    private readonly List<string> _gone = [];

    [Fact]
    public void The_oldest_are_evicted_and_no_more_of_them_than_needed()
    {
        using var first = Begin("first");
        using var second = Begin("second");
        using var third = Begin("third");
        using var fourth = Begin("fourth");
        Assert.Equal(["first"], _gone);
        Assert.Equal(3 * Large, _budget.Bytes);
        Assert.True(fourth.TryGrow(3 * Large));
        Assert.Equal(["first", "second", "third"], _gone);
        Assert.Equal(3 * Large, _budget.Bytes);
    }

    [Fact]
    public void The_oldest_can_not_grow_at_the_cost_of_younger_ones()
    {
        using var oldest = Begin("oldest");
        using var younger = Begin("younger");
        Assert.False(oldest.TryGrow(3 * Large));
        Assert.Empty(_gone);
        Assert.Equal(2 * Large, _budget.Bytes);
    }

    [Fact]
    public void An_evicted_reservation_can_not_grow_and_gives_nothing_back_twice()
    {
        var first = Begin("first");
        using var second = Begin("second");
        Assert.True(second.TryGrow(3 * Large));
        Assert.True(first.IsEvicted);
        Assert.False(first.TryGrow(2 * Large));
        first.Dispose();
        Assert.Equal(3 * Large, _budget.Bytes);
    }

    [Fact]
    public void A_complete_message_is_not_evicted()
    {
        using var complete = Begin("complete");
        complete.Complete();
        using var next = Begin("next");
        Assert.False(next.TryGrow(3 * Large));
        Assert.Empty(_gone);
        Assert.True(next.TryGrow(2 * Large));
    }

    [Fact]
    public void Bytes_that_are_given_back_are_free_for_others()
    {
        using var held = Begin("held");
        Assert.True(held.TryGrow(3 * Large));
        held.Complete();
        held.Shrink(Large);
        Assert.Equal(Large, _budget.Bytes);
        using var next = Begin("next");
        held.Shrink(2 * Large);
        Assert.Equal(2 * Large, _budget.Bytes);
    }

    [Fact]
    public void A_small_message_needs_no_budget()
    {
        using var large = Begin("large");
        Assert.True(large.TryGrow(3 * Large));
        using var small = new IncomingReservation(_budget);
        Assert.True(small.TryGrow(IncomingReservation.FreeBytes));
        Assert.Empty(_gone);
    }

    private IncomingReservation Begin(string name)
    {
        var held = new IncomingReservation(_budget, () => _gone.Add(name));
        Assert.True(held.TryGrow(Large));
        return held;
    }
}
