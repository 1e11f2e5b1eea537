using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>One recording of an instrument, and the keys and velocities that play it.</summary>
/// <param name="Frames">Full scale -1 to 1, one channel.</param>
/// <param name="RootKey">The key at which it sounds as it was made.</param>
/// <param name="Generators">What else the zone sets, in the units of the SoundFont.</param>
internal sealed record FontZone(
    string Name, float[] Frames, int SampleRate, byte RootKey,
    (byte Low, byte High) Keys, (byte Low, byte High) Velocities,
    IReadOnlyList<(Generator Generator, short Value)> Generators)
{
    /// <summary>What the zone wires otherwise than the SoundFont does by itself.</summary>
    public IReadOnlyList<Modulator> Modulators { get; init; } = [];
}
