using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>What a transcriber's file must look like: the names, types and shapes of what goes in and comes out.</summary>
/// <remarks>
/// T = frames of one run. Beside the spectrogram go in, and come out anew, any number of states "state/0", "state/1" ...:
/// what convolutions and recurrent layers remember, zero before the first frame. Row t of the outputs speaks of the frame
/// <see cref="TranscriberManifest.LookAhead"/> before row t of the input.
/// </remarks>
public static class TranscriberContract
{
    public const string Kind = "transcriber";
    public const int Keys = NoteDecoder.Keys;
    public const int MostLookAhead = 1000;

    public const string Mel = "mel";             // float [1, T, bands]
    public const string Onset = "onset";         // float [1, T, 88], beliefs from 0 to 1
    public const string Frame = "frame";         // likewise
    public const string Offset = "offset";       // likewise
    public const string Velocity = "velocity";   // likewise; velocity / 127
    public const string Pedal = "pedal";         // float [1, T, 1]

    public static readonly string[] Outputs = [Onset, Frame, Offset, Velocity, Pedal];

    public static string State(int number) => $"state/{number}";

    public static string Next(int number) => $"state/{number}/next";

    /// <summary>Sizes of the states, in order.</summary>
    /// <exception cref="ModelException">The file's inputs or outputs are not those.</exception>
    internal static int[][] Check(InferenceSession network, TranscriberManifest manifest)
    {
        const int any = Contract.Any;
        var contract = new Contract(manifest.Name);
        int states = network.InputMetadata.Count - 1;
        contract.Names(network, [Mel, .. Enumerable.Range(0, Math.Max(0, states)).Select(State)], [.. Outputs, .. Enumerable.Range(0, Math.Max(0, states)).Select(Next)]);
        contract.Expect(network.InputMetadata, Mel, typeof(float), 1, any, manifest.Features.Bands);
        foreach (string name in Outputs) contract.Expect(network.OutputMetadata, name, typeof(float), 1, any, name == Pedal ? 1 : Keys);
        return [.. Enumerable.Range(0, states).Select(number =>
        {
            if (!network.InputMetadata.TryGetValue(State(number), out NodeMetadata? state)) throw contract.Breach($"the file has no '{State(number)}'.");
            if (!state.IsTensor || state.Dimensions.Length == 0 || state.Dimensions.Any(size => size < 1)) throw contract.Breach($"'{State(number)}' is no tensor of fixed size.");

            contract.Expect(network.InputMetadata, State(number), typeof(float), state.Dimensions);
            contract.Expect(network.OutputMetadata, Next(number), typeof(float), state.Dimensions);
            return state.Dimensions;
        })];
    }
}
