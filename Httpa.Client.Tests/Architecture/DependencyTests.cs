using System.Reflection;
using System.Text.RegularExpressions;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Sessions;
using Httpa.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Architecture;

/// <summary>Who may use whom.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class DependencyTests
{
    private static readonly Assembly VerifiersAssembly = typeof(EvidenceVerifiers).Assembly;
    private static readonly Assembly ClientAssembly = typeof(HttpaHandler).Assembly;
    private static readonly Assembly TestServerAssembly = typeof(HttpaServerOptions).Assembly;

    /// <summary>What the folders of evidence types share; every other folder of Httpa.Verifiers is a type of evidence.</summary>
    private static readonly string[] SharedFolders = ["", "Arm", "Cose", "Dcap", "Encoding", "Pki"];

    [Test]
    public void Verifiers_use_the_base_library_only() => Assert.That(References(VerifiersAssembly), Is.All.StartsWith("System"));

    [Test]
    public void Verifiers_have_no_socket_clock_file_log_or_machine_wide_certificate_store()
    {
        string[] forbidden =
        [
            "System.Net.", "System.TimeProvider", "System.Threading.Thread", "System.Threading.Timer", "System.Diagnostics.Stopwatch", "System.IO.File",
            "System.IO.Directory", "System.Console", "Microsoft.Extensions.",
            "System.Security.Cryptography.X509Certificates.X509Store", "System.Security.Cryptography.X509Certificates.X509Chain",
        ];
        var used = CompiledReferences.Types(VerifiersAssembly).Where(type => forbidden.Any(f => type.StartsWith(f, StringComparison.Ordinal)));
        Assert.That(used, Is.Empty);
    }

    [Test]
    public void Nobody_reads_the_clock_but_through_a_TimeProvider()
    {
        string[] clocks = ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow"];
        Assert.Multiple(() =>
        {
            foreach (var assembly in new[] { VerifiersAssembly, ClientAssembly, TestServerAssembly })
                Assert.That(CompiledReferences.Members(assembly).Intersect(clocks), Is.Empty, assembly.GetName().Name);
        });
    }

    [Test]
    public void References_point_from_tool_to_server_to_client_to_verifiers()
    {
        Assert.Multiple(() =>
        {
            Assert.That(OurReferences(VerifiersAssembly), Is.Empty);
            Assert.That(OurReferences(ClientAssembly), Is.SubsetOf(new[] { "Httpa.Verifiers" }));
            Assert.That(OurReferences(TestServerAssembly), Is.SubsetOf(new[] { "Httpa.Verifiers", "Httpa.Client" }));
        });
    }

    [Test]
    public void A_type_of_evidence_never_uses_another()
    {
        var files = SourceTree.CSharp.Where(f => f.Project == "Httpa.Verifiers").ToList();
        var folders = files.Select(f => f.Folder.Split('/')[0]).Distinct().Except(SharedFolders).ToList();
        Assert.That(folders, Has.Member("Sgx"));

        var wrong = from file in files
                    where file.Folder.Length > 0
                    let own = file.Folder.Split('/')[0]
                    from other in folders
                    where other != own && Regex.IsMatch(file.Code, $@"\b{other}\.|Httpa\.Verifiers\.{other}\b")
                    select $"{file} uses {other}";
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Raw_cryptography_is_called_only_where_it_is_reviewed()
    {
        const string primitives = @"\b(AesGcm|AesCcm|ChaCha20Poly1305|ECDsa|ECDiffieHellman|RSA|HKDF|HMACSHA\d+|MLKem|MLDsa)\.?\b|NSec\.Cryptography|Org\.BouncyCastle";
        string[] reviewed = ["Httpa.Verifiers/Pki/", "Httpa.Verifiers/Dcap/", "Httpa.Client/Crypto/", "Httpa.Client/Protocol/KeySchedule.cs"];
        var wrong = SourceTree.CSharp
            .Where(f => f.Project is "Httpa.Verifiers" or "Httpa.Client")
            .Where(f => !reviewed.Any(r => f.Path.StartsWith(r, StringComparison.Ordinal)))
            .Where(f => Regex.IsMatch(f.Code, primitives));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Only_the_verifiers_make_an_attestation_result()
    {
        var makers = SourceTree.Product.Where(f => f.Code.Contains("new AttestationResult(", StringComparison.Ordinal)).Select(f => f.Path);
        Assert.That(makers, Is.EqualTo(new[] { "Httpa.Verifiers/EvidenceVerifiers.cs" }));
    }

    [Test]
    public void Only_the_handshakes_make_sessions_and_only_they_use_the_attested_key()
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        string[] handshakes = ["Httpa.Client/OpenHttpa/OpenHttpaHandshake.cs", "Httpa.Client/Sessions/SessionExchange.cs"];
        Assert.Multiple(() =>
        {
            Assert.That(typeof(AttestedSession).GetConstructors(all).Where(c => !c.IsPrivate), Is.Empty);
            Assert.That(typeof(OpenHttpaSession).GetConstructors(all).Where(c => !c.IsPrivate), Is.Empty);
            Assert.That(Users("AttestedSession.FromHandshake("), Is.EqualTo(handshakes[1..]));
            Assert.That(Users("OpenHttpaSession.FromHandshake("), Is.EqualTo(handshakes[..1]));
            Assert.That(Users(".AttestedKey,"), Is.EqualTo(handshakes));
            Assert.That(Users(".AttestedKey").Except(Users("ProtocolReason.AttestedKeyInvalid")), Is.EqualTo(new[] { "Httpa.TestServer/Attest/SessionExchange.cs" }), "the service's half of mHTTPA");
        });

        static IEnumerable<string> Users(string text) => SourceTree.Product.Where(f => f.Code.Contains(text, StringComparison.Ordinal)).Select(f => f.Path);
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    private static IEnumerable<string> OurReferences(Assembly assembly) => References(assembly).Where(name => name.StartsWith("Httpa", StringComparison.Ordinal));
}
