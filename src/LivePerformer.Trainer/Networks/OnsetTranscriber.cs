using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Hears a spectrogram and says, of each frame, which of 88 keys were struck, sound, end, and how hard.</summary>
/// <remarks>
/// B = batch, T = frames, M = bands. Convolutions and recurrent layers see the past alone; then each head looks at what they made of
/// some frames after the one it speaks of, as the look-ahead convolution of Amodei et al., "Deep Speech 2", 2016, but with whole
/// matrices. The heads share all but a bias and their last layer, so that the curve of accuracy over look-ahead comes from one run.
/// Onset, frame, offset and velocity side by side are those of Hawthorne et al., "Onsets and Frames", 2018, and Kong et al., 2021.
/// </remarks>
public sealed class OnsetTranscriber : Module<Tensor, Tensor[]>
{
    private readonly ModuleList<Conv2d> convolutions;
    private readonly LayerNorm flatNorm;
    private readonly Linear squeeze;
    private readonly LayerNorm norm;
    private readonly LayerNorm? innerNorm;          // this and the next two: where the shape has an inner width
    private readonly Linear? up, down;
    private readonly ModuleList<GRU> memory;
    private readonly ModuleList<Linear> taps;       // of Taps, without bias
    private readonly ModuleList<Linear> heads;      // of LookAheads
    private readonly ParameterList biases;          // likewise, of what the taps add up to

    public OnsetTranscriber(TranscriberShape shape, double dropout = 0) : base(nameof(OnsetTranscriber))
    {
        Shape = shape;
        Lots = new Lots(dropout);
        // As much silence before as after, of which what comes after the last frame is cut off: so no frame sees a later one.
        convolutions = ModuleList(shape.Convolutions.Select(layer =>
            Conv2d(layer.In, layer.Out, (TranscriberShape.Kernel, 3), (1, layer.Stride), (TranscriberShape.Kernel - 1, 1))).ToArray());
        flatNorm = LayerNorm(shape.Flat);
        squeeze = Linear(shape.Flat, shape.Width);
        norm = LayerNorm(shape.Width);
        if (shape.Inner > 0) (innerNorm, up, down) = (LayerNorm(shape.Width), Linear(shape.Width + shape.Bands, shape.Inner), Linear(shape.Inner, shape.Width));
        memory = ModuleList(Enumerable.Range(0, shape.Layers).Select(layer => GRU(layer == 0 ? shape.Width : shape.Memory, shape.Memory, batchFirst: true)).ToArray());
        taps = ModuleList(TranscriberShape.Taps.Select(_ => Linear(shape.Memory, shape.Memory, hasBias: false)).ToArray());
        heads = ModuleList(TranscriberShape.LookAheads.Select(_ => Linear(shape.Memory, TranscriberShape.Outputs)).ToArray());
        biases = new ParameterList([.. TranscriberShape.LookAheads.Select(_ => Parameter(zeros(shape.Memory)))]);
        RegisterComponents();
        Initialize();
    }

    public TranscriberShape Shape { get; }

    /// <summary>What is dropped while training.</summary>
    public Lots Lots { get; }

    /// <param name="mel">(B, T, M) log-mel.</param>
    /// <returns>For each look-ahead (B, T - most look-ahead, 353): logits of the onsets, frames, offsets and velocities of 88 keys, and of the pedal.</returns>
    public override Tensor[] forward(Tensor mel)
    {
        using var scope = NewDisposeScope();
        long batch = mel.shape[0], frames = mel.shape[1];
        var scaled = mel.sub(Scalars.MelCentre).div(Scalars.MelSpread);                      // (B, T, M)
        var x = scaled.unsqueeze(1);                                                         // (B, 1, T, M)
        foreach (Conv2d convolution in convolutions)
            x = convolution.forward(x).narrow(2, 0, frames).relu();                          // (B, C, T, F)
        x = x.permute(0, 2, 1, 3).reshape(batch, frames, Shape.Flat);                        // (B, T, C F)
        x = norm.forward(squeeze.forward(flatNorm.forward(x))).relu();                       // (B, T, W)
        // A second look, with a short cut beside it: which of several tones an octave apart was struck takes more than one; and how
        // hard, the norms have hidden: the sound itself still tells it.
        if (up is not null) x = x.add(down!.forward(up.forward(cat([innerNorm!.forward(x), scaled], -1)).relu()), Scalars.One);
        x = Lots.Drop(x, training);
        foreach (GRU layer in memory) x = layer.forward(x).Item1;                            // (B, T, H)

        long spoken = frames - TranscriberShape.MostLookAhead;
        var outputs = new Tensor[TranscriberShape.LookAheads.Length];
        Tensor? sum = null;
        int tap = 0;
        for (int head = 0; head < outputs.Length; head++)
        {
            for (; tap < TranscriberShape.Taps.Length && TranscriberShape.Taps[tap] <= TranscriberShape.LookAheads[head]; tap++)
            {
                var seen = taps[tap].forward(x.narrow(1, TranscriberShape.Taps[tap], spoken));
                sum = sum is null ? seen : sum.add(seen, Scalars.One);
            }

            outputs[head] = heads[head].forward(sum!.add(biases[head], Scalars.One).relu()).MoveToOuterDisposeScope();
        }

        return outputs;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Lots.Dispose();
        base.Dispose(disposing);
    }

    private void Initialize()
    {
        using var noGradient = no_grad();
        foreach ((Conv2d convolution, (int channels, int _, int _)) in convolutions.Zip(Shape.Convolutions))
        {
            init.normal_(convolution.weight, 0, Math.Sqrt(2.0 / (9 * channels)));   // He et al. 2015
            init.zeros_(convolution.bias!);
        }

        init.normal_(squeeze.weight, 0, Math.Sqrt(1.0 / Shape.Flat));
        init.zeros_(squeeze.bias!);
        if (up is not null)
        {
            // It adds nothing yet: so weights that were trained without it go on as they were.
            init.normal_(up.weight, 0, Math.Sqrt(2.0 / (Shape.Width + Shape.Bands)));
            init.zeros_(up.bias!);
            init.zeros_(down!.weight);
            init.zeros_(down.bias!);
        }

        foreach (Linear tap in taps) init.normal_(tap.weight, 0, Math.Sqrt(0.5 / Shape.Memory));
        foreach (Linear head in heads)
        {
            init.normal_(head.weight, 0, Math.Sqrt(0.1 / Shape.Memory));
            init.zeros_(head.bias!);
            // Most keys are silent at most times: so it begins.
            head.bias!.narrow(0, 0, 3 * TranscriberShape.Keys).fill_(Scalars.Rest);
        }

        foreach ((string name, Tensor parameter) in memory.SelectMany(layer => layer.named_parameters()))
        {
            if (name.StartsWith("weight_ih", StringComparison.Ordinal)) init.xavier_uniform_(parameter);
            else if (name.StartsWith("weight_hh", StringComparison.Ordinal))
                foreach (Tensor gate in parameter.chunk(3, 0)) init.orthogonal_(gate);
            else init.zeros_(parameter);
        }
    }
}
