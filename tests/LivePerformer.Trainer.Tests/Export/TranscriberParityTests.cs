using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;
using LivePerformer.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

/// <summary>The exported transcriber, hearing on, against the Torch module that heard everything at once: the same numbers within 1e-4.</summary>
public sealed class TranscriberParityTests : IDisposable
{
    private static readonly FeatureSpec Features = new();

    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-transcriber-").FullName;

    public TranscriberParityTests() => TorchLibrary.Prepare();

    public static TheoryData<int, int, int, WeightFormat> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, WeightFormat>();
            foreach (int lookAhead in TranscriberShape.LookAheads) cases.Add(4, 1, lookAhead, WeightFormat.Half);
            cases.Add(6, 2, 6, WeightFormat.Single);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void HearingOnIsHearingAtOnce(int channels, int layers, int lookAhead, WeightFormat format)
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(channels, layers);
        using var _ = network;
        Dictionary<string, float[]> weights = Weights(network);
        if (format == WeightFormat.Half) Put(network, LstmGraph.AsStored(weights));
        using TranscriberFolder folder = Export(shape, lookAhead, weights, format);

        float[] sound = Sound(1.7);
        HeardSound heard = HeardSound.Of(folder, sound);
        float[,] expected = InTorch(network, sound, lookAhead);
        int frames = expected.GetLength(0);
        Assert.True(heard.Frames >= frames && frames > 100);
        for (int frame = 0; frame < frames; frame++)
        {
            for (int output = 0; output < TranscriberShape.Outputs; output++) Assert.Equal(expected[frame, output], heard[frame][output], 1e-4);
        }
    }

    /// <summary>Weights and what they are multiplied with lie in 8 bits: not the same numbers, but the same beliefs.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 2)]
    [InlineData(14, 2)]
    public void EightBitsBelieveTheSame(int lookAhead, int layers)
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(6, layers);
        using var _ = network;
        float[] sound = Sound(1.7);
        float[,] expected = InTorch(network, sound, lookAhead);
        using TranscriberFolder folder = Export(shape, lookAhead, Weights(network), WeightFormat.EightBits);
        HeardSound heard = HeardSound.Of(folder, sound);

        int frames = expected.GetLength(0);
        double error = 0, spread = 0;
        for (int output = 0; output < TranscriberShape.Outputs; output++)
        {
            double mean = Enumerable.Range(0, frames).Average(frame => expected[frame, output]);
            for (int frame = 0; frame < frames; frame++)
            {
                error += Math.Pow(heard[frame][output] - expected[frame, output], 2);
                spread += Math.Pow(expected[frame, output] - mean, 2);
            }
        }

        Assert.InRange(Math.Sqrt(error / spread), 0, 0.08);
    }

    /// <summary>Products in 8 bits round otherwise for one frame than for many, so frames are never run together.</summary>
    [Fact]
    public void BlocksDoNotChangeWhatEightBitsBelieve()
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(6, 2);
        using var _ = network;
        using TranscriberFolder folder = Export(shape, 6, Weights(network), WeightFormat.EightBits);
        float[] sound = Sound(1.7);
        HeardSound atOnce = HeardSound.Of(folder, sound), onAndOn = HeardSound.Of(folder, sound, block: 160);
        Assert.Equal(atOnce.Frames, onAndOn.Frames);
        for (int frame = 0; frame < atOnce.Frames; frame++)
        {
            for (int output = 0; output < TranscriberShape.Outputs; output++) Assert.Equal(atOnce[frame][output], onAndOn[frame][output]);
        }
    }

    /// <summary>Primed, it believes what it would have believed had it heard that, and a rest, before; and so again after a reset.</summary>
    [Theory]
    [InlineData(0, WeightFormat.Single)]
    [InlineData(6, WeightFormat.EightBits)]
    [InlineData(14, WeightFormat.Single)]
    public void WhatItIsPrimedWithWasHeardBefore(int lookAhead, WeightFormat format)
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(4, 2);
        using var _ = network;
        using TranscriberFolder folder = Export(shape, lookAhead, Weights(network), format);
        float[] forte = Sound(0.8), sound = [.. Sound(1.2).Reverse()];
        int rest = Features.SampleRate / 2, before = (forte.Length + rest) / Features.Hop;
        HeardSound together = HeardSound.Of(folder, [.. forte, .. new float[rest], .. sound], block: 160), primed = HeardSound.Of(folder, sound, block: 160, forte), plain = HeardSound.Of(folder, sound, block: 160);
        Assert.Equal(plain.Frames, primed.Frames);
        double moved = 0;
        for (int frame = 0; frame < primed.Frames; frame++)
        {
            for (int output = 0; output < TranscriberShape.Outputs; output++)
            {
                Assert.Equal(together[before + frame][output], primed[frame][output], 1e-5f);
                moved = Math.Max(moved, Math.Abs(plain[frame][output] - primed[frame][output]));
            }
        }

        Assert.True(moved > 1e-3, $"{moved}: it remembers nothing");
    }

    [Fact]
    public void WhatItIsPrimedWithOutlivesAReset()
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(4, 2);
        using var _ = network;
        using TranscriberFolder folder = Export(shape, 6, Weights(network), WeightFormat.Single);
        float[] sound = Sound(1.2);
        using var transcriber = new Transcriber(folder, Features.SampleRate, new DecoderThresholds { Onset = 0.02, Frame = 0.01, Offset = 0.9, Pedal = 0.5 });
        string plain = Told();
        transcriber.Prime(Sound(0.8));
        string first = Told(), second = Told();
        Assert.Equal(first, second);
        Assert.NotEqual(plain, first);

        string Told()
        {
            var told = new Lines();
            transcriber.Hear(sound, told);
            transcriber.Finish(told);
            transcriber.Reset();
            return told.ToString();
        }
    }

    [Theory]
    [InlineData(0, 16_000)]
    [InlineData(6, 16_000)]
    [InlineData(14, 48_000)]
    public void BlocksDoNotChangeTheNotes(int lookAhead, int sampleRate)
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(4, 1);
        using var _ = network;
        using TranscriberFolder folder = Export(shape, lookAhead, Weights(network), WeightFormat.Single);
        float[] sound = Sound(3);
        // Random weights believe in something all the time: with thresholds in the middle of their beliefs there are many notes.
        HeardSound heard = HeardSound.Of(folder, sound);
        float[] beliefs = [.. Enumerable.Range(0, heard.Frames).Select(frame => heard[frame][40]).Order()];
        float middle = beliefs[beliefs.Length / 2];
        var thresholds = new DecoderThresholds { Onset = middle, Frame = 0.3, Offset = 0.9, Pedal = 0.5 };

        (string Whole, int Notes) whole = Told([sound.Length]);
        Assert.True(whole.Notes > 10, $"{whole.Notes} notes");
        Assert.Equal(whole, Told([1]));
        Assert.Equal(whole, Told([128]));
        Assert.Equal(whole, Told([160, 7, 4801, 64, 333]));

        (string, int) Told(int[] blocks)
        {
            using var transcriber = new Transcriber(folder, sampleRate, thresholds);
            var told = new Lines();
            for (int round = 0; round < 2; round++)   // the second time after a reset
            {
                told.Clear();
                int at = 0;
                for (int i = 0; at < sound.Length; i++)
                {
                    int count = Math.Min(blocks[i % blocks.Length], sound.Length - at);
                    transcriber.Hear(sound.AsSpan(at, count), told);
                    at += count;
                }

                transcriber.Finish(told);
                transcriber.Reset();
            }

            return (told.ToString(), told.Struck);
        }
    }

    [Theory]
    [InlineData(WeightFormat.Half)]
    [InlineData(WeightFormat.EightBits)]
    public void HearingAllocatesNothing(WeightFormat format)
    {
        (TranscriberShape shape, OnsetTranscriber network) = Network(4, 1);
        using var _ = network;
        using TranscriberFolder folder = Export(shape, 6, Weights(network), format);
        using var transcriber = new Transcriber(folder, 48_000, new DecoderThresholds { Onset = 0.02, Frame = 0.02, Offset = 0.9, Pedal = 0.5 });
        var told = new Count();
        float[] sound = Sound(2);
        Hear();
        Hear();
        Allocations before = Allocations.Begin();
        Hear();
        Assert.Equal(0, before.SoFar);
        Assert.True(told.Notes > 0);

        void Hear()
        {
            for (int at = 0; at + 128 <= sound.Length; at += 128) transcriber.Hear(sound.AsSpan(at, 128), told);
        }
    }

    /// <summary>A head must not hear more of the future than its look-ahead says.</summary>
    [Fact]
    public void HeadsHearNoFurtherAheadThanTheySay()
    {
        using OnsetTranscriber network = Network(4, 1).Network;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        const int frames = 60, changed = 40;
        var mel = randn(1, frames, Features.Bands, generator: new Generator(3));
        var other = mel.clone();
        other.narrow(1, changed, frames - changed).normal_();
        Tensor[] before = network.forward(mel), after = network.forward(other);
        for (int head = 0; head < before.Length; head++)
        {
            int firstThatHears = changed - TranscriberShape.LookAheads[head];
            var difference = before[head].sub(after[head]).abs().amax([0, 2]);
            Assert.Equal(0f, difference.narrow(0, 0, firstThatHears).max().ToSingle());
            Assert.True(difference[firstThatHears].ToSingle() > 0);
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static (TranscriberShape Shape, OnsetTranscriber Network) Network(int channels, int layers)
    {
        torch.manual_seed(5);
        var shape = new TranscriberShape(Features.Bands, channels, 24, 16, layers, Inner: layers > 1 ? 0 : 20);
        var network = new OnsetTranscriber(shape);
        using (torch.no_grad())
        {
            // It would begin with nothing to add.
            foreach ((string name, TorchSharp.Modules.Parameter weight) in network.named_parameters()) if (name.StartsWith("down.", StringComparison.Ordinal)) torch.nn.init.normal_(weight, 0, 0.3);
        }

        network.eval();
        return (shape, network);
    }

    private TranscriberFolder Export(TranscriberShape shape, int lookAhead, Dictionary<string, float[]> weights, WeightFormat format)
    {
        string file = Path.Combine(root, ModelExport.FileName);
        TranscriberGraph.Write(shape, lookAhead, weights, file, format);
        TranscriberExport.Save(new TranscriberManifest
        {
            Name = Path.GetFileName(root),
            Kind = TranscriberCourse.Kind,
            Features = Features,
            LookAhead = lookAhead,
            DelayMilliseconds = TranscriberManifest.DelayOf(Features, lookAhead),
            Thresholds = new DecoderThresholds(),
            File = ModelExport.FileName,
            Sha256 = ModelFolder.Hash(file),
            Data = "none",
            Licence = "none",
        }, root);
        return TranscriberFolder.Load(root);
    }

    private static float[,] InTorch(OnsetTranscriber network, float[] sound, int lookAhead)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        float[] mel = LogMel.Batch(Features, sound);
        var outputs = network.forward(tensor(mel, [1, mel.Length / Features.Bands, Features.Bands]));
        var beliefs = outputs[Array.IndexOf(TranscriberShape.LookAheads, lookAhead)].sigmoid();
        int frames = (int)beliefs.shape[1];
        float[] values = beliefs.data<float>().ToArray();
        var table = new float[frames, TranscriberShape.Outputs];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(float));
        return table;
    }

    private static Dictionary<string, float[]> Weights(OnsetTranscriber network) =>
        network.named_parameters().ToDictionary(weight => weight.name, weight => weight.parameter.data<float>().ToArray());

    private static void Put(OnsetTranscriber network, Dictionary<string, float[]> values)
    {
        using var _ = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            using Tensor given = tensor(values[name], [.. parameter.shape]);
            parameter.copy_(given);
        }
    }

    /// <summary>Tones that come and go, and noise.</summary>
    private static float[] Sound(double seconds)
    {
        var dice = new Random(4);
        var sound = new float[(int)(seconds * Features.SampleRate)];
        for (int i = 0; i < sound.Length; i++)
        {
            double t = i / (double)Features.SampleRate, tone = 220 * Math.Pow(2, Math.Floor(t * 7) % 12 / 12);
            sound[i] = (float)((0.3 * Math.Exp(-8 * (t * 7 % 1)) * Math.Sin(2 * Math.PI * tone * t)) + (0.01 * (dice.NextDouble() - 0.5)));
        }

        return sound;
    }

    private sealed class Count : INotesTold
    {
        public int Notes { get; private set; }

        public void Note(NoteEvent note) => Notes++;

        public void Pedal(TimePoint time, bool isDown)
        {
        }
    }

    private sealed class Lines : INotesTold
    {
        private readonly System.Text.StringBuilder lines = new();

        public int Struck { get; private set; }

        public void Note(NoteEvent note)
        {
            if (note.IsOn) Struck++;
            lines.Append(note).Append('\n');
        }

        public void Pedal(TimePoint time, bool isDown) => lines.Append(time).Append(isDown).Append('\n');

        public void Clear()
        {
            lines.Clear();
            Struck = 0;
        }

        public override string ToString() => lines.ToString();
    }
}
