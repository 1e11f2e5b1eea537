using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>A home with tiny models under the shipped models' names: it starts fast and answers at once, with nonsense.</summary>
internal static class TinyHome
{
    /// <summary>Makes the home; a part that is given takes the place of the good one.</summary>
    /// <returns>The variable that leads LivePerformer there.</returns>
    public static (string Name, string Value) In(Scratch scratch, byte[]? model = null, byte[]? manifest = null, byte[]? piano = null)
    {
        string tiny = Repo.Fixture("Inference/tiny");
        scratch.Write("home/models/maestro-transformer/model.onnx", model ?? File.ReadAllBytes(Path.Combine(tiny, "model.onnx")));
        scratch.Write("home/models/maestro-transformer/manifest.json", manifest ?? File.ReadAllBytes(Path.Combine(tiny, "manifest.json")));
        foreach (string file in new[] { "model.onnx", "manifest.json" })
            scratch.Write($"home/models/maestro-lstm/{file}", File.ReadAllBytes(Path.Combine(tiny, file)));   // the presets' fallback
        scratch.Write("home/models/pianos/FluidR3_YamahaGrand.sf2", piano ?? File.ReadAllBytes(Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2")));
        foreach (string preset in new[] { "answer.json", "duet.json" })
            scratch.Write($"home/presets/{preset}", File.ReadAllBytes(Path.Combine(Repo.Root, "presets", preset)));
        return (Installation.Variable, scratch.Path("home"));
    }
}
