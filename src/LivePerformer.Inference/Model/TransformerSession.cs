using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>A session of a note Transformer: one step of the trunk a note, one of the small head a token.</summary>
/// <remarks>Going back is exact as far as the cache's slack; further back it remembers fewer notes (see <see cref="KvCache"/>).</remarks>
internal sealed class TransformerSession : ModelSession
{
    // New tokens and new rows of the runs; what is left over in one is padded and looked at by nobody.
    private static readonly (int Tokens, int Rows)[] Shapes = [(1, 0), (4, 0), (16, 0), (1, 1), (4, 1), (4, 2), (16, 6), (64, 24), (256, 80)];

    private readonly InferenceSession network;
    private readonly TransformerTensors tensors;
    private readonly KvCache cache;
    private readonly TransformerRun[] runs;
    private readonly Rotation rotation;
    private readonly NoteFeatures features = new();
    private readonly float[] notes, seconds;   // cosines, then sines
    private readonly int slots;
    private TransformerRun run;
    private int rows;

    public TransformerSession(ModelFolder folder) : base(folder)
    {
        network = folder.Network;
        ModelManifest manifest = folder.Manifest;
        int heads = manifest.Heads!.Value, width = manifest.Hidden / heads;
        slots = network.InputMetadata[TransformerContract.KeyCache(0)].Dimensions[2];
        int head = network.InputMetadata[TransformerContract.Memory].Dimensions[1];
        tensors = new TransformerTensors(manifest.Layers, heads, width, head, slots, Shapes[^1].Tokens, Shapes[^1].Rows, Loan);
        cache = new KvCache(manifest.Layers, heads, width, slots, manifest.Context!.Value, Loan);
        rotation = new Rotation(width);
        notes = new float[width];
        seconds = new float[width];
        runs = [.. Shapes.Select(shape => new TransformerRun(network, shape.Tokens, shape.Rows, tensors, cache))];
        run = runs[0];
    }

    /// <summary>Notes that the next one can look back on.</summary>
    internal int Remembered => cache.Remembered;

    public override ModelState NewState() => new TransformerState(tensors.Head, Loan);

    public override void Save(ModelState state)
    {
        base.Save(state);
        var kept = (TransformerState)state;
        kept.Features.CopyFrom(features);
        tensors.Memory.CopyTo(kept.Memory, 0);
        kept.Next = cache.Next;
    }

    public override void Restore(ModelState state)
    {
        base.Restore(state);
        var kept = (TransformerState)state;
        features.CopyFrom(kept.Features);
        kept.Memory.CopyTo(tensors.Memory, 0);
        cache.GoBack(kept.Next);
    }

    public override void Reset()
    {
        base.Reset();
        features.Reset();
        Array.Clear(tensors.Memory);
        cache.GoBack(0);
    }

    private protected override int Lay(ReadOnlySpan<int> tokens)
    {
        int needed = cache.Next == 0 ? 1 : 0;   // the start is a row before the first note
        int most = Math.Min(tokens.Length, Shapes[^1].Tokens), count = 0;
        for (; count < most; count++)
        {
            if (Vocabulary.KindOf(tokens[count]) == TokenKind.NoteOn && ++needed > Shapes[^1].Rows)
            {
                needed--;
                break;
            }
        }

        int choice = 0;
        while (Shapes[choice].Tokens < count || Shapes[choice].Rows < needed) choice++;
        run = runs[choice];
        rows = 0;
        if (cache.Next == 0) LayRow();
        for (int i = 0; i < count; i++)
        {
            if (features.Advance(tokens[i])) LayRow();
            tensors.Token[3 * i] = tokens[i];
            tensors.Token[(3 * i) + 1] = features.Touch;
            tensors.Token[(3 * i) + 2] = features.Since;
            tensors.Row[i] = rows;
            features.Keys.Write(tensors.Keys.AsSpan(i * KeyFeatures.Width, KeyFeatures.Width));
        }

        tensors.Row.AsSpan(count, run.Tokens - count).Clear();
        if (run.Rows > 0) cache.Mask(tensors.Mask, run.Rows);
        return count;
    }

    private protected override void Run()
    {
        run.Run(network, Options);
        for (int row = 0; row < rows; row++) cache.Add(tensors.NewKeys, tensors.NewValues, row);
        tensors.Memories.AsSpan(rows * tensors.Head, tensors.Head).CopyTo(tensors.Memory);
    }

    private protected override ReadOnlySpan<float> Logits(int n) => tensors.Logits.AsSpan(n * Vocabulary.Size, Vocabulary.Size);

    private protected override void Dispose(bool disposing)
    {
        foreach (TransformerRun bound in runs) bound.Dispose();
        base.Dispose(disposing);
    }

    private void LayRow()
    {
        tensors.Note[3 * rows] = features.Pitch;
        tensors.Note[(3 * rows) + 1] = features.Touch;
        tensors.Note[(3 * rows) + 2] = features.Gap;
        features.Keys.Write(tensors.NoteKeys.AsSpan(rows * KeyFeatures.Width, KeyFeatures.Width));
        rotation.Write(features.Notes, features.Seconds, notes, seconds);
        int half = rotation.Width, heads = tensors.Heads;
        for (int head = 0; head < heads; head++)
        {
            Span<float> turn = head < heads / 2 ? notes : seconds;
            int at = ((rows * heads) + head) * half;
            turn[..half].CopyTo(tensors.Cosine.AsSpan(at, half));
            turn[half..].CopyTo(tensors.Sine.AsSpan(at, half));
        }

        rows++;
    }
}
