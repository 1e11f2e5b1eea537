namespace LivePerformer.Trainer.Tests;

/// <summary>Numbers of the recipe, models/piano-ear/recipe/render.py, by numpy and torch 1.13.</summary>
/// <remarks>
/// <code>
/// python3 -c '
/// import numpy as np, torch, render as r
/// class G:
///     def standard_normal(self, n): return np.sin(np.arange(n) ** 2 * 0.37)
/// c = r._curves(G(), 1.5, 0.4, 2); print(len(r._GRID), c[0, 0], c[0, 100], c[1, 221])
/// print(np.interp(np.log2(np.array([16, 30, 440., 7777])), r._GRID, c[0]))
/// o = np.clip(np.log2(np.maximum(r._bins(), 1) / 500), -2.5, 3.8)
/// print(torch.fft.irfft(r._minimum_phase(torch.from_numpy((3 * o + 2 * np.sin(3 * o))[None])), n=r.FFT)[0, :8])'
/// </code>
/// </remarks>
public sealed class MinimumPhaseTests
{
    [Fact]
    public void CurvesAreTheRecipes()
    {
        double[] kernel = LogCurve.Kernel(1.5, 0.4);
        double[] white = [.. Enumerable.Range(0, (2 * LogCurve.Points) + kernel.Length - 1).Select(i => Math.Sin((long)i * i * 0.37))];
        double[][] curves = [.. LogCurve.Smooth(white, kernel).Chunk(LogCurve.Points)];

        Assert.Equal(222, LogCurve.Points);
        Assert.Equal([-0.168691, -1.178878, -1.02316], [curves[0][0], curves[0][100], curves[1][221]], Near(1e-6));
        Assert.Equal([0.632238, 1.359457, -0.527521, 1.743288], new[] { 16, 30, 440.0, 7777 }.Select(hertz => LogCurve.At(curves[0], hertz)), Near(1e-6));
    }

    [Fact]
    public void ResponsesAreTheRecipesAndBeginAtOnce()
    {
        double[] decibels = [.. Enumerable.Range(0, (MinimumPhase.Size / 2) + 1).Select(bin => Math.Clamp(Math.Log2(Math.Max(MinimumPhase.Hertz(bin), 1) / 500), -2.5, 3.8))
            .Select(octave => (3 * octave) + (2 * Math.Sin(3 * octave)))];
        float[] response = MinimumPhase.Response(decibels);

        Assert.Equal([2.288918, -1.006909, -0.550997, -0.199476, 0.188836, 0.077323, -0.089275, -0.124399], response.Take(8).Select(each => (double)each), Near(2e-5));
        Assert.Equal(response[0], response.Max(MathF.Abs));
    }

    private static Func<double, double, bool> Near(double most) => (expected, actual) => Math.Abs(expected - actual) < most;
}
