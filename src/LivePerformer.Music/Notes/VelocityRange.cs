namespace LivePerformer.Music;

/// <summary>Between which touches a piece, or a player, moves; brings them to [0, 1], and back.</summary>
/// <remarks>A touch v becomes u = (v - Low) / (High - Low), at least 0 and at most 1, or 1/2 where Low is High. As a velocity
/// it is written 1 + 126 u, rounded, so that the encoding's 32 bins of four part [0, 1] evenly. The way back is exact
/// between Low and High. Live: of what the player played so far, as a model trained so must hear it.</remarks>
public readonly record struct VelocityRange(byte Low, byte High)
{
    /// <summary>Names these exact numbers; models remember it.</summary>
    public const string Id = "percentiles-1-99/1";

    private const int Span = 126;

    /// <summary>From the 1st to the 99th percentile (nearest rank), so that a single slip does not set the scale.</summary>
    /// <param name="velocities">1 to 127, at least one.</param>
    public static VelocityRange Of(IEnumerable<byte> velocities)
    {
        byte[] sorted = [.. velocities.Order()];
        return new(Rank(0.01), Rank(0.99));

        byte Rank(double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }

    /// <summary>How many written velocities one of the player's is; 0 where all touches are one.</summary>
    public double Stretch => Low == High ? 0 : (double)Span / (High - Low);

    /// <summary>0 to 1.</summary>
    public double ToUnit(byte velocity) => Low == High ? 0.5 : Math.Clamp((velocity - Low) / (double)(High - Low), 0, 1);

    /// <summary>The velocity that is written: 1 to 127.</summary>
    public byte Apply(byte velocity) => (byte)(1 + (int)Math.Round(Span * ToUnit(velocity), MidpointRounding.AwayFromZero));

    /// <summary>The touch that a written velocity stands for.</summary>
    public byte Back(byte velocity) =>
        (byte)(Low + (int)Math.Round((velocity - 1) / (double)Span * (High - Low), MidpointRounding.AwayFromZero));
}
