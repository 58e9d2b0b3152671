using System.Collections;
using System.Text;
using CsCheck;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class PolicyRoundTripTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char[' ', '퟿'], 0, 12].Select(s => "x" + s);
    private static readonly Gen<ushort> Number16 = Gen.UShort;

    private static readonly Gen<TcbPolicy> Tcb = Gen.Select(
        Gen.Enum<TcbStatus>().Array[0, 4], Gen.OneOf(Gen.Const((ReferenceValue<string>?)null), Reference(Text)!), Gen.Long[0, TimeSpan.MaxValue.Ticks],
        Gen.Long[-1, 40], Gen.Bool, (statuses, advisories, grace, minimum, same) => new TcbPolicy
        {
            AcceptedStatuses = statuses,
            AcceptedAdvisories = advisories,
            GracePeriod = TimeSpan.FromTicks(grace),
            MinimumTcbEvaluationDataNumber = minimum < 0 ? null : minimum,
            RequireSameEvaluationNumber = same,
        });

    private static readonly Gen<SgxPolicy> Workload = Gen.Select(
        Maybe(Reference(Bytes(32))), Maybe(Reference(Bytes(32))), Maybe(Number(Number16)), Maybe(Number(Number16)), Maybe(Reference(Bytes(64))), Maybe(Number(Number16)),
        (mrEnclave, mrSigner, prodId, svn, configId, configSvn) => new SgxPolicy
        {
            MrEnclave = mrEnclave, MrSigner = mrSigner, IsvProdId = prodId, IsvSvn = svn, ConfigId = configId, ConfigSvn = configSvn,
        });

    private static readonly Gen<SgxPolicy> Sgx = Gen.Select(
        Workload, Maybe(Reference(Bytes(16))), Maybe(Number(Gen.UInt)), Maybe(Gen.Select(Bytes(16), Bytes(16), (v, m) => new MaskedValue(v, m))), Tcb, Gen.Bool,
        Bytes(32).Array[0, 3], (workload, bytes16, misc, attributes, tcb, debug, roots) => workload with
        {
            IsvFamilyId = bytes16,
            IsvExtProdId = bytes16,
            Ppid = bytes16,
            Fmspc = debug ? ReferenceValue.AnyOf("00606a000000") : null,
            MiscSelect = misc,
            Attributes = attributes,
            Tcb = tcb,
            DangerousAllowDebug = debug,
            DangerousTrustedRoots = roots,
        });

    private static readonly Gen<TdxPolicy> Td = Gen.Select(
        Maybe(Reference(Bytes(48))).Array[10], Maybe(Gen.Select(Bytes(8), Bytes(8), (v, m) => new MaskedValue(v, m))).Array[2],
        Maybe(Reference(Bytes(16))), Maybe(Reference(Bytes(6))), Tcb, Gen.Bool, Bytes(32).Array[0, 3], (m, masked, ppid, fmspc, tcb, debug, roots) => new TdxPolicy
        {
            MrTd = m[0], RtMr0 = m[1], RtMr1 = m[2], RtMr2 = m[3], RtMr3 = m[4], MrConfigId = m[5], MrOwner = m[6], MrOwnerConfig = m[7], MrServiceTd = m[8], MrSeam = m[9],
            Attributes = masked[0], Xfam = masked[1], Ppid = ppid, Fmspc = fmspc, Tcb = tcb, DangerousAllowDebug = debug, DangerousTrustedRoots = roots,
        });

    private static readonly Gen<SnpTcb> Version = Gen.Byte.Array[4].Select(b => new SnpTcb(b[0], b[1], b[2], b[3]));

    private static readonly Gen<SnpTcbPolicy> Line =
        Version.Array[4].Select(v => new SnpTcbPolicy { Reported = v[0], Committed = v[1], Current = v[2], Launch = v[3] });

    private static readonly Gen<SnpPolicy> Guest = Gen.Select(
        Maybe(Reference(Bytes(48))).Array[3], Maybe(Reference(Bytes(32))).Array[3], Maybe(Reference(Bytes(16))).Array[2], Maybe(Number(Gen.UInt)).Array[2],
        Maybe(Reference(Gen.Bool)).Array[17], Maybe(Line).Array[3], Gen.Byte, Gen.Select(Maybe(Reference(Bytes(64))), Maybe(Reference(Text)), Bytes(32).Array[0, 3]),
        (m, n, ids, numbers, b, lines, flags, platform) => new SnpPolicy
        {
            Measurement = m[0], IdKeyDigest = m[1], AuthorKeyDigest = m[2], HostData = n[0], ReportId = n[1], ReportIdMa = n[2], FamilyId = ids[0], ImageId = ids[1],
            GuestSvn = numbers[0], Vmpl = numbers[1],
            GuestPolicy = new()
            {
                Smt = b[0], MigrateMa = b[1], SingleSocket = b[2], CxlAllow = b[3], MemAes256Xts = b[4], RaplDis = b[5], CiphertextHidingDram = b[6], PageSwapDisable = b[7],
            },
            PlatformInfo = new()
            {
                Smt = b[8], Tsme = b[9], Ecc = b[10], RaplDis = b[11], CiphertextHidingDram = b[12], AliasCheckComplete = b[13], IommuWriteSafe = b[14], Tio = b[15], Unknown = b[16],
            },
            Milan = lines[0], Genoa = lines[1], Turin = lines[2] is { } turin ? turin with { Reported = turin.Reported with { Fmc = flags } } : null,
            ChipId = platform.Item1, CspId = platform.Item2, RequireCrl = (flags & 1) != 0, DangerousAllowDebug = (flags & 2) != 0, DangerousTrustedRoots = platform.Item3,
        });

    private static readonly Gen<NitroPolicy> Nitro = Gen.Select(
        Maybe(Reference(Bytes(48))).Array[6], Gen.Select(Gen.Int[16, 31], Reference(Bytes(48))).Array[0, 3], Maybe(Reference(Text)), Gen.Long[0, TimeSpan.MaxValue.Ticks], Gen.Bool,
        Bytes(32).Array[0, 3], (m, others, module, age, debug, roots) => new NitroPolicy
        {
            Pcr0 = m[0], Pcr1 = m[1], Pcr2 = m[2], Pcr3 = m[3], Pcr4 = m[4], Pcr8 = m[5],
            OtherPcrs = others.DistinctBy(o => o.Item1).ToDictionary(o => o.Item1, o => o.Item2),
            ModuleId = module, MaxAge = TimeSpan.FromTicks(age), DangerousAllowDebug = debug, DangerousTrustedRoots = roots,
        });

    private static readonly Gen<NvidiaGpuMeasurement> GpuMeasurement =
        Gen.Select(Gen.UInt, Reference(Bytes(48)), (index, value) => new NvidiaGpuMeasurement(index, value));

    private static readonly Gen<NvidiaGpuPolicy> Gpu = Gen.Select(
        Maybe(Number(Gen.UInt)).Array[2], Maybe(Reference(Text)).Array[3], GpuMeasurement.Array[0, 3], Maybe(Reference(Bytes(32))), Maybe(Reference(Bytes(48))), Gen.Bool,
        Bytes(32).Array[0, 3], (counts, texts, measurements, key, firmware, allow, roots) => new NvidiaGpuPolicy
        {
            Count = counts[0], SwitchCount = counts[1], Chip = texts[0], DriverVersion = texts[1], VbiosVersion = texts[2], Measurements = measurements,
            DeviceKey = key, FirmwareId = firmware, AllowProtectedPcie = allow, RequireRims = !allow, RequireOcsp = allow, DangerousAllowCertificateHold = !allow, DangerousTrustedRoots = roots,
        });

    [Test]
    public void What_was_written_is_read_again() => Gen.Select(Text, Maybe(Sgx), Maybe(Td), Maybe(Guest), Maybe(Nitro), Maybe(Gpu)).Sample((name, sgx, tdx, snp, nitro, gpu) =>
    {
        var policy = new AttestationPolicy { Name = name, Sgx = sgx, Tdx = tdx, Snp = snp, Nitro = nitro, NvidiaGpu = gpu };
        var read = AttestationPolicy.Parse(policy.ToJson());
        return Same(policy, read) && read.ToJson().AsSpan().SequenceEqual(policy.ToJson());
    }, iter: 500);

    [Test]
    public void Mangled_files_give_a_policy_or_a_format_error_and_nothing_else()
    {
        var file = new AttestationPolicy { Name = "x", Sgx = SampleClaims.Accepting }.ToJson();
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var mangled = (byte[])file.Clone();
            mangled[at] = value;
            try
            {
                AttestationPolicy.Parse(mangled);
            }
            catch (PolicyFormatException)
            {
            }
        }, iter: 5000);
    }

    /// <summary>Compares every public property, the way a record would if its lists had values.</summary>
    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string or Measurement or IConvertible, _) or (TimeSpan, _) => left.Equals(right),
        (IDictionary a, IDictionary b) => a.Count == b.Count && a.Keys.Cast<object>().All(key => Same(a[key], b[key])),
        (IList a, IList b) => a.Count == b.Count && a.Cast<object>().Zip(b.Cast<object>()).All(p => Same(p.First, p.Second)),
        _ when left.GetType().Name.StartsWith("ReferenceValue", StringComparison.Ordinal) => left.Equals(right),
        _ => left.GetType().GetProperties().All(p => p.GetIndexParameters().Length > 0 || Same(p.GetValue(left), p.GetValue(right))),
    };

    private static Gen<Measurement> Bytes(int length) => Gen.Byte.Array[length].Select(b => new Measurement(b));

    private static Gen<T?> Maybe<T>(Gen<T> gen) where T : class => Gen.OneOf(Gen.Const((T?)null), gen!);

    private static Gen<ReferenceValue<T>> Reference<T>(Gen<T> values) where T : IEquatable<T> => Gen.OneOf(
        Text.Select(ReferenceValue.Unchecked<T>),
        Gen.Select(values, Gen.Bool, Text, (v, named, name) => new NamedValue<T>(v, named ? name : null) { NotBefore = named ? DateTimeOffset.UnixEpoch : null, NotAfter = named ? DateTimeOffset.UnixEpoch.AddSeconds(name.Length) : null }).Array[1, 3].Select(v => ReferenceValue.AnyOf<T>(v)));

    private static Gen<ReferenceValue<T>> Number<T>(Gen<T> values) where T : struct, System.Numerics.INumber<T> =>
        Gen.OneOf(Reference(values), values.Select(ReferenceValue.AtLeast));
}
