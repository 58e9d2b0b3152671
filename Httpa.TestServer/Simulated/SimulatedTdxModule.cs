using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>A TDX module as a simulated TCB info names it (Intel PCS API v4, <c>tdxModuleIdentities</c>).</summary>
public sealed record SimulatedTdxModule
{
    /// <summary>Its name: <c>TDX_</c> and the module's version in two hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>MRSIGNERSEAM: 48 bytes, zero for Intel's modules.</summary>
    public Measurement MrSigner { get; init; } = new(new byte[48]);

    /// <summary>SEAMATTRIBUTES: 8 bytes.</summary>
    public Measurement Attributes { get; init; } = new(new byte[8]);

    /// <summary>Which bits of <see cref="Attributes"/> count: 8 bytes.</summary>
    public Measurement AttributesMask { get; init; } = Measurement.Parse("ffffffffffffffff");

    /// <summary>The levels of the module, newest first.</summary>
    public required IReadOnlyList<SimulatedQeLevel> Levels { get; init; }
}
