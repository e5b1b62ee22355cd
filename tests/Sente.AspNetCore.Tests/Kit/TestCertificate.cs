using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sente.AspNetCore.Tests;

/// <summary>The certificate of the tests' servers, created for each run and trusted by the tests' clients.</summary>
internal static class TestCertificate
{
    /// <summary>The certificate for Kestrel.</summary>
    public static X509Certificate2 Server { get; } = Create();

    /// <summary>The clients' validation, which trusts only this certificate.</summary>
    public static RemoteCertificateValidationCallback Trusted { get; } =
        (_, shown, _, _) => shown is not null && shown.GetCertHashString(HashAlgorithmName.SHA256) == Server.GetCertHashString(HashAlgorithmName.SHA256);

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

        // Exported and imported, because TLS on some platforms does not accept an ephemeral key.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
