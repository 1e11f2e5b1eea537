namespace LivePerformer.Trainer;

/// <summary>In what a piano that nobody has differs from the piano it is made of; the seed tells all of it.</summary>
/// <remarks>The distributions are those of <c>sampled_bank</c> in <c>models/piano-ear/recipe/render.py</c>, on which piano-ear was trained.
/// Arrays are by key, from the lowest of 88, or by touch, from the softest of 6.</remarks>
internal sealed class PianoVariation
{
    public const int Touches = 6, Keys = 88, LowestKey = 21;

    private readonly double[] touch = new double[Touches];
    private readonly double[] tilt = new double[Touches];
    private readonly double[] equalizer;
    private readonly double slant;
    private readonly double[][] keyCurves;

    public PianoVariation(int seed, PianoNotes notes)
    {
        Seed = seed;
        var dice = new VariationDice(seed);
        Layers = DrawTouches(dice, notes.Velocities);

        // The recording that each key sounds: the nearest, of a piano that may be a little larger or smaller.
        Size = dice.Falls(0.4) ? dice.Whole(-2, 3) : 0;
        Rows = [.. dice.Between(-0.3, 0.3, Keys).Select((stray, key) => Nearest(notes.Keys, LowestKey + key + Size + stray))];

        double bright = dice.Between(3, 9), extra = dice.Between(-2, 4), middle = touch.Average(), range = Math.Max(1, touch[^1] - touch[0]);
        for (int i = 0; i < Touches; i++) tilt[i] = ((touch[i] - notes.Velocities[Layers[i]]) / 127 * bright) + ((touch[i] - middle) / range * extra);

        double[] mistuned = dice.Normals(Keys, 3);
        Tuning = Math.Round(Math.Clamp(dice.Normal(0, 8), -20, 20), 2);
        double stretch = dice.Between(-2, 6);       // at the ends of the keyboard: stiffer strings are tuned wider
        Cents = [.. mistuned.Select((cents, key) => cents + (stretch * Math.Pow((LowestKey + key - 64) / 44.0, 3)))];

        double[] levels = Unevenness(notes, dice.Between(0, 1));
        if (dice.Falls(0.3))
        {
            Detune = Math.Round(dice.Between(0.5, 3) * (dice.Falls(0.5) ? 1 : -1), 2);
            SecondString = [.. dice.Between(0.6, 1.4, Keys).Select(part => part * Detune)];
            SecondGain = dice.Between(0.3, 1);
        }

        equalizer = LogCurve.Draw(dice, dice.Between(1.5, 4.5), 1, 1)[0];
        slant = dice.Normal();
        keyCurves = LogCurve.Draw(dice, dice.Between(0, 3.5), 0.4, Keys);
        double faster = dice.Falls(0.7) ? dice.Between(0, 1 / 1.5) : 0, fasterAbove = dice.Between(0, 0.35);
        Decay = [.. Enumerable.Range(LowestKey, Keys).Select(key => faster * Math.Pow(2, (key - 64) / 12.0 * fasterAbove))];

        Noise = HammerNoise.Draw(dice);
        Thresholds = DrawThresholds(dice);
        double slope = dice.Between(-1.5, 0.7);
        double[] balance = LogCurve.Draw(dice, 1, 1.5, 1)[0], uneven = dice.Normals(Keys, 0.75);
        Decibels = [.. uneven.Select((own, key) => (slope * (key - 39) / 12) + LogCurve.At(balance, 27.5 * Math.Pow(2, key / 12.0)) + levels[Rows[key]] + Math.Clamp(own, -1.5, 1.5))];
        FirstUndamped = dice.Whole(86, 93) - LowestKey;
        double release = dice.Between(0.15, 0.6);
        Release = [.. Enumerable.Range(0, Keys).Select(key => release * 1.6 * Math.Pow(0.6 / 1.6, Math.Min(1, key / (double)FirstUndamped)))];
        Gamma = Math.Round(dice.Falls(0.5) ? dice.Normal(2, 0.05) : dice.Between(1.3, 2.4), 3);
    }

    public int Seed { get; }

    /// <summary>Of the piano's layers, the one that each touch sounds.</summary>
    public int[] Layers { get; }

    /// <summary>So many keys further up the recordings are taken from, and played at their key's pitch.</summary>
    public int Size { get; }

    /// <summary>The one of <see cref="PianoNotes.Keys"/> that each key sounds.</summary>
    public int[] Rows { get; }

    /// <summary>How much the whole piano is tuned higher.</summary>
    public double Tuning { get; }

    /// <summary>How much each key is, beside that.</summary>
    public double[] Cents { get; }

    /// <summary>About how many cents a second string of each key is off; 0: there is none.</summary>
    public double Detune { get; }

    /// <summary>The cents of each key's; empty where there is none.</summary>
    public double[] SecondString { get; } = [];

    public double SecondGain { get; }

    /// <summary>By how much sooner each key dies away: 1/s of the logarithm of its amplitude.</summary>
    public double[] Decay { get; }

    public HammerNoise Noise { get; }

    /// <summary>Velocities from which the next touch sounds, upwards.</summary>
    public double[] Thresholds { get; }

    /// <summary>How loud each key is.</summary>
    public double[] Decibels { get; }

    /// <summary>From this key upwards there are no dampers.</summary>
    public int FirstUndamped { get; }

    /// <summary>Seconds in which each damped key falls by 60 dB.</summary>
    public double[] Release { get; }

    /// <summary>Amplitude is (velocity / 127) to the power of this.</summary>
    public double Gamma { get; }

    /// <summary>What is to be known of it beside a recording.</summary>
    public SoundVariation Facts(int number) => new(number, Seed, Gamma, Size, Detune, Tuning);

    /// <summary>Decibels of a key's filter at a touch, for a <see cref="MinimumPhase"/> response.</summary>
    public double[] Filter(int touch, int key)
    {
        double[] decibels = new double[(MinimumPhase.Size / 2) + 1];
        for (int bin = 0; bin < decibels.Length; bin++)
        {
            double hertz = MinimumPhase.Hertz(bin), octave = Math.Clamp(Math.Log2(Math.Max(hertz, 1) / 500), -2.5, 3.8);
            decibels[bin] = LogCurve.At(equalizer, hertz) + ((slant + tilt[touch]) * octave) + LogCurve.At(keyCurves[key], hertz);
        }

        return decibels;
    }

    // Keyboards differ in how velocity stands for touch.
    private int[] DrawTouches(VariationDice dice, IReadOnlyList<double> velocities)
    {
        int[] layers = new int[Touches];
        if (velocities.Count >= Touches)
        {
            double step = (velocities.Count - 1) / (double)(Touches - 1);
            double[] stray = dice.Between(-0.4, 0.4, Touches);
            double towards = dice.Between(0, 0.7);
            for (int i = 0; i < Touches; i++)
            {
                int layer = Math.Clamp((int)Math.Round((i + stray[i]) * step), 0, velocities.Count - 1);
                layers[i] = i == 0 ? layer : Math.Max(layer, layers[i - 1]);
                double own = velocities[layers[i]], even = 20 + (i * (112 - 20) / (double)(Touches - 1));
                touch[i] = own + (towards * (even - own));
            }

            return layers;
        }

        double softest = dice.Between(14, 26), loudest = dice.Between(104, 118);
        double[] off = dice.Between(-4, 4, Touches);
        for (int i = 0; i < Touches; i++)
        {
            touch[i] = softest + (i * (loudest - softest) / (Touches - 1)) + off[i];
            layers[i] = Nearest(velocities, touch[i]);
        }

        return layers;
    }

    private double[] DrawThresholds(VariationDice dice)
    {
        double all = dice.Normal(0, 5);
        double[] each = dice.Between(-0.25, 0.25, Touches - 1);
        return [.. each.Select((part, i) => ((touch[i] + touch[i + 1]) / 2) + all + (part * (touch[i + 1] - touch[i]))).Order()];
    }

    // Of the recorded differences between keys a part is kept.
    private double[] Unevenness(PianoNotes notes, double part)
    {
        double[] mean = new double[notes.Keys.Count];
        foreach (int layer in Layers)
        {
            for (int row = 0; row < mean.Length; row++) mean[row] += 20 * Math.Log10(notes.Level(layer, row)) / Touches;
        }

        double[] sorted = [.. mean.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return [.. mean.Select(level => Math.Clamp(level - median, -9, 6) * part)];
    }

    private static int Nearest(IReadOnlyList<double> numbers, double to) => Enumerable.Range(0, numbers.Count).MinBy(i => Math.Abs(numbers[i] - to));

    private static int Nearest(IReadOnlyList<int> numbers, double to) => Enumerable.Range(0, numbers.Count).MinBy(i => Math.Abs(numbers[i] - to));
}
