namespace LivePerformer.Trainer.Tests;

/// <summary>Performances on two tiny pianos and two variations, made once for many tests.</summary>
public sealed class VariedSound : IDisposable
{
    private readonly SoundFolder folder = new();

    public VariedSound()
    {
        Data = SoundPreparation.Run(Source(), Out, threads: 2);
    }

    public SoundData Data { get; }

    internal static RenderPlan Plan => SoundFolder.Plan with { Hours = 30 / 3600.0, Variations = 2 };

    internal string Out => folder.Out;

    internal string Another => Path.Combine(folder.Root, "another");

    internal SoundSource Source(RenderPlan? plan = null) => folder.Source(plan ?? Plan);

    public void Dispose() => folder.Dispose();
}
