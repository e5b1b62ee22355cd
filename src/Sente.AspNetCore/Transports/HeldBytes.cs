using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// What one unfinished message or body holds of the node's budget. A small one needs none, so that those who hold large ones back lock out
/// nobody's small messages; their number is bounded by the connections.
/// </summary>
internal sealed class HeldBytes(IncomingBudget? budget) : IDisposable
{
    /// <summary>Bytes of buffer that need no budget.</summary>
    public const int Free = 16 * 1024;

    private int _taken;

    /// <summary>Makes the buffer as large as this; answers false, and changes nothing, where the budget lacks it.</summary>
    public bool TryGrow(int size)
    {
        if (budget is null || size <= Free || size <= _taken)
        {
            return true;
        }

        if (!budget.TryTake(size - _taken))
        {
            return false;
        }

        _taken = size;
        return true;
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        budget?.Return(_taken);
        _taken = 0;
    }
}
