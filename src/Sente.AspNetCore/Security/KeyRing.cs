using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Sente.AspNetCore;

/// <summary>
/// Data Protection as Sente uses it. Data Protection reports a forged text and a key ring that it can't read by the same exception: the first is
/// the client's fault for good, the second is ours and may pass. So after each failure the ring is tried with a text of its own.
/// </summary>
internal sealed class KeyRing(IDataProtectionProvider provider)
{
    private readonly IDataProtector _trial = provider.CreateProtector("Sente.KeyRing.Trial");

    /// <summary>Seals and opens texts of one purpose.</summary>
    public IDataProtector Protector(string purpose) => provider.CreateProtector(purpose);

    /// <summary>Seals a text.</summary>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public byte[] Seal(IDataProtector protector, byte[] text)
    {
        try
        {
            return protector.Protect(text);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }

    /// <summary>Opens a sealed text; null when it was forged, or sealed by keys that this node doesn't have.</summary>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public byte[]? Open(IDataProtector protector, byte[] sealedText)
    {
        try
        {
            return protector.Unprotect(sealedText);
        }
        catch (CryptographicException)
        {
            Try();
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }

    /// <summary>Seals and opens a text of its own.</summary>
    /// <exception cref="KeyRingException">The key ring can't be used.</exception>
    public void Try()
    {
        try
        {
            _trial.Unprotect(_trial.Protect([1]));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }
}

/// <summary>Data Protection can't seal or open anything now: clients can't be distinguished.</summary>
internal sealed class KeyRingException(Exception failure) : Exception(
    $"ASP.NET Core's Data Protection can't use its key ring: {failure.GetBaseException().Message} " +
    "Sente seals CSRF tokens and browser cookies by it. Check where AddDataProtection() keeps its keys: the folder or store must be readable and " +
    "writable, its keys valid, and what encrypts them (a certificate, a key vault) at hand.",
    failure);
