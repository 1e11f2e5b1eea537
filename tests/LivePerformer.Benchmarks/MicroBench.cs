using BenchmarkDotNet.Running;

namespace LivePerformer.Benchmarks;

/// <summary>Hands over to BenchmarkDotNet, which finds every class with a [Benchmark] in this project.</summary>
internal static class MicroBench
{
    public static void Run(string[] options) => BenchmarkSwitcher.FromAssembly(typeof(MicroBench).Assembly).Run(options);
}
