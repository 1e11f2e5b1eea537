using BenchmarkDotNet.Attributes;
using LivePerformer.Core;
using LivePerformer.Synth;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>One block of 128 frames with so many voices.</summary>
[MemoryDiagnoser]
public class SynthBlockBenchmark
{
    private readonly float[] left = new float[128];
    private readonly float[] right = new float[128];
    private Synthesizer synth = null!;
    private int blocks;

    [Params(2, 32, 128)]
    public int Voices { get; set; }

    [GlobalSetup]
    public void Load() =>
        synth = new(SoundFont.Load(Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2")), 48_000);

    [Benchmark]
    public void Block()
    {
        if (blocks++ % 500 == 0) SynthBench.Hold(synth, Voices);      // before the notes die away
        synth.Render(new AudioBlock(left, right, 48_000, 0));
    }
}
