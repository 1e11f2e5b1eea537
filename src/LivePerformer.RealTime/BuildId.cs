using System.Reflection;
using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.RealTime;

/// <summary>Which build of the callback's code this is: two runtimes that share memory must be of one and the same.</summary>
public static class BuildId
{
    /// <summary>The compiler's own fingerprints of Core, Synth and RealTime; the build is deterministic, so the same sources give the same.</summary>
    public static string Current { get; } = string.Join(
        ' ', new[] { typeof(Stage), typeof(Synthesizer), typeof(StageProcessor) }.Select(type => type.Module.ModuleVersionId.ToString("N")));
}
