using System.Text.Json;
using Httpa.Client.OpenHttpa;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>The known answers of ../shared/vectors/openhttpa.json: out of openhttpa-rs, and a whole session by an independent implementation.</summary>
internal static class OpenHttpaVectors
{
    private static readonly Lazy<JsonElement> Loaded =
        new(() => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("vectors", "openhttpa.json"))).RootElement);

    /// <summary>One part of the file. The test is ignored, with the reason, where the file is missing.</summary>
    public static JsonElement Part(string name)
    {
        SharedFolder.Path(); // ignores the test where the folder is missing
        return Loaded.Value.GetProperty(name);
    }

    /// <summary>A part of the whole session.</summary>
    public static JsonElement Session(string name) => Part("full_session").GetProperty(name);

    public static byte[] Hex(this JsonElement parent, string name) => Convert.FromHexString(parent.GetProperty(name).GetString()!);

    public static string Text(this JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    /// <summary><c>01*32</c>: the byte 01, 32 times.</summary>
    public static byte[] Repeated(this JsonElement parent, string name)
    {
        var parts = parent.Text(name).Split('*');
        return [.. Enumerable.Repeat(Convert.ToByte(parts[0], 16), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))];
    }

    public static ClientKeyShare ClientShare()
    {
        var publics = Session("public");
        return new ClientKeyShare(publics.Hex("client_x25519_public"), publics.Hex("client_mlkem768_ek"));
    }

    public static ServerKeyShare ServerShare()
    {
        var publics = Session("public");
        return new ServerKeyShare(publics.Hex("server_x25519_public"), publics.Hex("server_mlkem768_ek"), publics.Hex("mlkem_ciphertext"));
    }

    public static ClientHalf Client() => new(Session("inputs").Hex("client_random"), Session("inputs").Hex("challenge"), ClientShare());

    public static ServerHalf Server() => new(Session("inputs").Hex("server_random"), ServerShare());

    public static string BaseId => Session("inputs").Text("base_id_text");

    /// <summary>The keys of the session, out of its combined secret and transcript.</summary>
    public static OpenHttpaKeys Keys()
    {
        using var schedule = new OpenHttpaKeySchedule(Session("secrets").Hex("combined_secret"), Session("transcript").Hex("sha384"));
        return schedule.DeriveKeys();
    }
}
