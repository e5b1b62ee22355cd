using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sente.AspNetCore.Tests;

/// <summary>The certificate of tests' servers, made anew for each run and trusted by tests' clients.</summary>
internal static class TestCertificate
{
    /// <summary>For Kestrel.</summary>
    public static X509Certificate2 Server { get; } = Create();

    /// <summary>For clients: trusts this one and no other.</summary>
    public static RemoteCertificateValidationCallback Trusted { get; } =
        (_, shown, _, _) => shown is not null && shown.GetCertHashString(HashAlgorithmName.SHA256) == Server.GetCertHashString(HashAlgorithmName.SHA256);

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

        // A key that was never stored: not every platform's TLS takes one.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
