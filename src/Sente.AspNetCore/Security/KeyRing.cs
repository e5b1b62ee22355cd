using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Hosting;

namespace Sente.AspNetCore;

/// <summary>
/// Protects and unprotects bytes by Data Protection, and distinguishes its two kinds of failure. Data Protection throws the same exception for a
/// forged text, which is the client's fault and permanent, and for an unreadable key ring, which is the server's fault and may be temporary. So
/// after each failure the key ring is tested with bytes of its own.
/// </summary>
internal sealed class KeyRing(IDataProtectionProvider provider)
{
    private readonly IDataProtector _test = provider.CreateProtector("Sente.KeyRing.Trial");

    /// <summary>Creates the protector of one purpose.</summary>
    public IDataProtector Protector(string purpose) => provider.CreateProtector(purpose);

    /// <summary>Protects bytes.</summary>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public byte[] Protect(IDataProtector protector, byte[] bytes)
    {
        try
        {
            return protector.Protect(bytes);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }

    /// <summary>Unprotects bytes; returns null when they are forged, or were protected by keys that this node does not have.</summary>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public byte[]? Unprotect(IDataProtector protector, byte[] protectedBytes)
    {
        try
        {
            return protector.Unprotect(protectedBytes);
        }
        catch (CryptographicException)
        {
            Test();
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }

    /// <summary>Protects and unprotects bytes of its own.</summary>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public void Test()
    {
        try
        {
            _test.Unprotect(_test.Protect([1]));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new KeyRingException(failure);
        }
    }
}

/// <summary>Keeps a host from starting with an unusable key ring, with which it would refuse every client.</summary>
internal sealed class KeyRingStartCheck(KeyRing keys) : IHostedService
{
    /// <inheritdoc/>
    /// <exception cref="KeyRingException">The key ring is unusable.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Test();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Data Protection can neither protect nor unprotect at present, so no cookie and no token can be checked.</summary>
internal sealed class KeyRingException(Exception failure) : Exception(
    $"ASP.NET Core's Data Protection can't use its key ring: {failure.GetBaseException().Message} " +
    "Sente protects CSRF tokens and browser cookies by it. Check where AddDataProtection() keeps its keys: the folder or store must be readable and " +
    "writable, its keys valid, and what encrypts them (a certificate, a key vault) available.",
    failure);
