namespace LivePerformer.Synth.Tests;

/// <summary>The same notes, the same font: level, pitch and envelope as fluidsynth has them.</summary>
public class FluidsynthTests
{
    // Measured: we are 0.35 to 0.41 dB louder throughout (fluidsynth rounds attenuations to centibels and has one more
    // constant we do not know). Its envelopes fall by 96 dB in the time in which SoundFont 2.04 has them fall by 100:
    // the further a note has died away, the further we are below.
    private const float Tolerance = 0.8f, TolerancePerDecibel = 0.045f;
    private const float Floor = -90;
    private const double CentsTolerance = 1.5;     // fluidsynth rounds to whole cents

    private static readonly Lazy<Golden> Stored = new(Golden.Read);

    public static TheoryData<string> Names => [.. FluidsynthCases.All.Select(piece => piece.Name)];

    [Theory, MemberData(nameof(Names))]
    public void EnvelopeMatchesFluidsynth(string name)
    {
        Piece piece = FluidsynthCases.All.Single(p => p.Name == name);
        Golden.Levels theirs = Stored.Value.Cases[name];
        Golden.Levels ours = Golden.Of(piece, piece.Render(Piano.New()));

        Compare(theirs.Left, ours.Left);
        Compare(theirs.Right, ours.Right);
        Assert.True(Correlation(theirs.Left, ours.Left) > 0.999, $"correlation {Correlation(theirs.Left, ours.Left)}");
        Assert.True(Correlation(theirs.Right, ours.Right) > 0.999, $"correlation {Correlation(theirs.Right, ours.Right)}");
    }

    [Theory, MemberData(nameof(Names))]
    public void PitchMatchesFluidsynth(string name)
    {
        Piece piece = FluidsynthCases.All.Single(p => p.Name == name);
        double theirs = Stored.Value.Cases[name].Hertz;
        double ours = Golden.Of(piece, piece.Render(Piano.New())).Hertz;

        Assert.InRange(1200 * Math.Log2(ours / theirs), -CentsTolerance, CentsTolerance);
    }

    [Fact]
    public void StoredLevelsAreFluidsynths()
    {
        Requires.Fluidsynth();
        Golden now = Golden.Measure();
        if (Environment.GetEnvironmentVariable(Golden.Variable) == "1") now.Write();

        Golden stored = Golden.Read();
        Assert.Equal(FluidsynthCases.All.Select(p => p.Name), stored.Cases.Keys);
        foreach ((string name, Golden.Levels levels) in now.Cases)
        {
            // Another version of fluidsynth may round differently, but not by what an ear would notice.
            AssertNear(name, stored.Cases[name].Left, levels.Left);
            AssertNear(name, stored.Cases[name].Right, levels.Right);
            Assert.Equal(stored.Cases[name].Hertz, levels.Hertz, stored.Cases[name].Hertz * 0.0005);
        }
    }

    [Fact]
    public void WaveformIsFluidsynthsToAThousandth()
    {
        // Up to the release both read the same recording at the same speed through the same curve.
        Piece piece = FluidsynthCases.All.Single(p => p.Name == "key 72");
        Sound theirs = Fluidsynth.Render(Piano.Path, piece);
        Sound ours = piece.Render(Piano.New());
        double residual = 1 - Similarity(ours.Left.AsSpan(4800, 48_000), theirs.Left.AsSpan(4800, 48_000));

        Assert.InRange(10 * Math.Log10(residual), -200, -60);
    }

    private static void AssertNear(string name, float[] stored, float[] now)
    {
        for (int i = 0; i < stored.Length; i++)
            Assert.True(stored[i] < Floor || MathF.Abs(stored[i] - now[i]) < 0.5f, $"{name}, stretch {i}: stored {stored[i]}, now {now[i]}");
    }

    private static void Compare(float[] theirs, float[] ours)
    {
        float loudest = theirs.Max();
        Assert.InRange(loudest, -80, 0);
        int compared = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            if (theirs[i] < Floor)
            {
                Assert.True(ours[i] < Floor + 3, $"{i * Golden.Stretch} ms: fluidsynth is silent, we are at {ours[i]} dB");
                continue;
            }

            compared++;
            float allowed = Tolerance + (TolerancePerDecibel * (loudest - theirs[i]));
            Assert.True(MathF.Abs(ours[i] - theirs[i]) <= allowed,
                $"{i * Golden.Stretch} ms: fluidsynth {theirs[i]} dB, we {ours[i]} dB, allowed {allowed:F2}");
        }

        Assert.True(compared >= 10);
    }

    private static double Correlation(float[] theirs, float[] ours)
    {
        (float Theirs, float Ours)[] pairs = [.. theirs.Zip(ours).Where(pair => pair.First >= Floor)];
        double meanTheirs = pairs.Average(p => p.Theirs), meanOurs = pairs.Average(p => p.Ours);
        double both = pairs.Sum(p => (p.Theirs - meanTheirs) * (p.Ours - meanOurs));
        return both / Math.Sqrt(pairs.Sum(p => Math.Pow(p.Theirs - meanTheirs, 2)) * pairs.Sum(p => Math.Pow(p.Ours - meanOurs, 2)));
    }

    private static double Similarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += a[i] * (double)b[i];
            aa += a[i] * (double)a[i];
            bb += b[i] * (double)b[i];
        }

        return ab * ab / (aa * bb);
    }
}
