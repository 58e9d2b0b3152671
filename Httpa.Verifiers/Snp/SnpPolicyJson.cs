using System.Text.Json;

namespace Httpa.Verifiers.Snp;

/// <summary>The member <c>snp</c> of a policy file.</summary>
internal static class SnpPolicyJson
{
    internal static SnpPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new SnpPolicy
        {
            Measurement = Measurement("measurement", 48),
            HostData = Measurement("hostData", 32),
            FamilyId = Measurement("familyId", 16),
            ImageId = Measurement("imageId", 16),
            GuestSvn = members.Take("guestSvn")?.NumberReference(v => v.UInt32()),
            IdKeyDigest = Measurement("idKeyDigest", 48),
            AuthorKeyDigest = Measurement("authorKeyDigest", 48),
            ReportId = Measurement("reportId", 32),
            ReportIdMa = Measurement("reportIdMa", 32),
            Vmpl = members.Take("vmpl")?.NumberReference(v => v.UInt32()),
            GuestPolicy = members.Take("guestPolicy") is { } guest ? ReadGuestPolicy(guest) : new(),
            PlatformInfo = members.Take("platformInfo") is { } platform ? ReadPlatformInfo(platform) : new(),
            Milan = members.Take("milan") is { } milan ? ReadTcbPolicy(milan, hasFmc: false) : null,
            Genoa = members.Take("genoa") is { } genoa ? ReadTcbPolicy(genoa, hasFmc: false) : null,
            Turin = members.Take("turin") is { } turin ? ReadTcbPolicy(turin, hasFmc: true) : null,
            ChipId = Measurement("chipId", 64),
            CspId = members.Take("cspId")?.Reference(v => v.NonBlankText()),
            RequireCrl = members.Take("requireCrl")?.Boolean() ?? false,
            DangerousAllowDebug = members.Take("dangerousAllowDebug")?.Boolean() ?? false,
            DangerousTrustedRoots = members.Take("dangerousTrustedRoots")?.List(v => v.Hex(32)) ?? [],
        };
        members.End();
        return policy;

        ReferenceValue<Measurement>? Measurement(string name, int length) => members.Take(name)?.Reference(v => v.Hex(length));
    }

    internal static void Write(Utf8JsonWriter writer, string name, SnpPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteReference("measurement", policy.Measurement);
        writer.WriteReference("hostData", policy.HostData);
        writer.WriteReference("familyId", policy.FamilyId);
        writer.WriteReference("imageId", policy.ImageId);
        writer.WriteReference("guestSvn", policy.GuestSvn);
        writer.WriteReference("idKeyDigest", policy.IdKeyDigest);
        writer.WriteReference("authorKeyDigest", policy.AuthorKeyDigest);
        writer.WriteReference("reportId", policy.ReportId);
        writer.WriteReference("reportIdMa", policy.ReportIdMa);
        writer.WriteReference("vmpl", policy.Vmpl);
        WriteGuestPolicy(writer, policy.GuestPolicy);
        WritePlatformInfo(writer, policy.PlatformInfo);
        WriteTcbPolicy(writer, "milan", policy.Milan, hasFmc: false);
        WriteTcbPolicy(writer, "genoa", policy.Genoa, hasFmc: false);
        WriteTcbPolicy(writer, "turin", policy.Turin, hasFmc: true);
        writer.WriteReference("chipId", policy.ChipId);
        writer.WriteReference("cspId", policy.CspId);
        writer.WriteBoolean("requireCrl", policy.RequireCrl);
        writer.WriteBoolean("dangerousAllowDebug", policy.DangerousAllowDebug);
        writer.WriteStartArray("dangerousTrustedRoots");
        foreach (var root in policy.DangerousTrustedRoots) writer.WriteStringValue(root.ToString());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static SnpGuestPolicyRules ReadGuestPolicy(PolicyElement element)
    {
        var members = element.Object();
        var rules = new SnpGuestPolicyRules
        {
            Smt = Bit(members, "smt"),
            MigrateMa = Bit(members, "migrateMa"),
            SingleSocket = Bit(members, "singleSocket"),
            CxlAllow = Bit(members, "cxlAllow"),
            MemAes256Xts = Bit(members, "memAes256Xts"),
            RaplDis = Bit(members, "raplDis"),
            CiphertextHidingDram = Bit(members, "ciphertextHidingDram"),
            PageSwapDisable = Bit(members, "pageSwapDisable"),
        };
        members.End();
        return rules;
    }

    private static void WriteGuestPolicy(Utf8JsonWriter writer, SnpGuestPolicyRules rules)
    {
        writer.WriteStartObject("guestPolicy");
        writer.WriteReference("smt", rules.Smt);
        writer.WriteReference("migrateMa", rules.MigrateMa);
        writer.WriteReference("singleSocket", rules.SingleSocket);
        writer.WriteReference("cxlAllow", rules.CxlAllow);
        writer.WriteReference("memAes256Xts", rules.MemAes256Xts);
        writer.WriteReference("raplDis", rules.RaplDis);
        writer.WriteReference("ciphertextHidingDram", rules.CiphertextHidingDram);
        writer.WriteReference("pageSwapDisable", rules.PageSwapDisable);
        writer.WriteEndObject();
    }

    private static SnpPlatformInfoRules ReadPlatformInfo(PolicyElement element)
    {
        var members = element.Object();
        var rules = new SnpPlatformInfoRules
        {
            Smt = Bit(members, "smt"),
            Tsme = Bit(members, "tsme"),
            Ecc = Bit(members, "ecc"),
            RaplDis = Bit(members, "raplDis"),
            CiphertextHidingDram = Bit(members, "ciphertextHidingDram"),
            AliasCheckComplete = Bit(members, "aliasCheckComplete"),
            IommuWriteSafe = Bit(members, "iommuWriteSafe"),
            Tio = Bit(members, "tio"),
            Unknown = Bit(members, "unknown"),
        };
        members.End();
        return rules;
    }

    private static void WritePlatformInfo(Utf8JsonWriter writer, SnpPlatformInfoRules rules)
    {
        writer.WriteStartObject("platformInfo");
        writer.WriteReference("smt", rules.Smt);
        writer.WriteReference("tsme", rules.Tsme);
        writer.WriteReference("ecc", rules.Ecc);
        writer.WriteReference("raplDis", rules.RaplDis);
        writer.WriteReference("ciphertextHidingDram", rules.CiphertextHidingDram);
        writer.WriteReference("aliasCheckComplete", rules.AliasCheckComplete);
        writer.WriteReference("iommuWriteSafe", rules.IommuWriteSafe);
        writer.WriteReference("tio", rules.Tio);
        writer.WriteReference("unknown", rules.Unknown);
        writer.WriteEndObject();
    }

    private static ReferenceValue<bool>? Bit(PolicyObject members, string name) => members.Take(name)?.Reference(v => v.Boolean());

    private static SnpTcbPolicy ReadTcbPolicy(PolicyElement element, bool hasFmc)
    {
        var members = element.Object();
        var policy = new SnpTcbPolicy { Reported = Tcb("reported"), Committed = Tcb("committed"), Current = Tcb("current"), Launch = Tcb("launch") };
        members.End();
        return policy;

        SnpTcb Tcb(string name) => members.Take(name) is { } minimum ? ReadTcb(minimum, hasFmc) : default;
    }

    private static void WriteTcbPolicy(Utf8JsonWriter writer, string name, SnpTcbPolicy? policy, bool hasFmc)
    {
        if (policy is null) return;
        writer.WriteStartObject(name);
        Tcb("reported", policy.Reported);
        Tcb("committed", policy.Committed);
        Tcb("current", policy.Current);
        Tcb("launch", policy.Launch);
        writer.WriteEndObject();

        void Tcb(string member, SnpTcb minimum)
        {
            if (minimum != default) WriteTcb(writer, member, minimum, hasFmc);
        }
    }

    /// <summary>A minimum states every component, so that none is forgotten.</summary>
    private static SnpTcb ReadTcb(PolicyElement element, bool hasFmc)
    {
        var members = element.Object();
        var tcb = new SnpTcb(Component("bootloader"), Component("tee"), Component("snp"), Component("microcode"), hasFmc ? Component("fmc") : (byte)0);
        members.End();
        return tcb;

        byte Component(string name)
        {
            var value = members.Required(name);
            return value.NonNegative() is var number and <= byte.MaxValue ? (byte)number : throw value.Wrong("a whole number from 0 to 255");
        }
    }

    private static void WriteTcb(Utf8JsonWriter writer, string name, SnpTcb tcb, bool hasFmc)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("bootloader", tcb.Bootloader);
        writer.WriteNumber("tee", tcb.Tee);
        writer.WriteNumber("snp", tcb.Snp);
        writer.WriteNumber("microcode", tcb.Microcode);
        if (hasFmc) writer.WriteNumber("fmc", tcb.Fmc);
        writer.WriteEndObject();
    }
}
