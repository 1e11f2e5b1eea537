namespace LivePerformer.Synth.Tests;

/// <summary>The piano that ships with the product, loaded once.</summary>
public static class Piano
{
    public const int SampleRate = 48_000;

    public static string Path { get; } = System.IO.Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    public static SoundFont Font { get; } = SoundFont.Load(Path);

    public static Synthesizer New() => new(Font, SampleRate);
}
