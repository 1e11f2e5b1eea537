using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>One run of the network with all its tensors in place: so many pieces, so many tokens of each.</summary>
/// <remarks>B pieces, T tokens; memory is read from one pair of tensors and written to another, which may be turned around
/// (<paramref name="fromFirst"/>). Running allocates nothing.</remarks>
internal sealed class LstmRun : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly OrtValue[] values;

    /// <param name="network">Checked against <see cref="LstmContract"/>.</param>
    /// <param name="batch">B.</param>
    /// <param name="length">T.</param>
    /// <param name="tensors">Buffers that hold at least B x T of everything.</param>
    /// <param name="fromFirst">Whether memory flows from the first pair of buffers to the second.</param>
    public LstmRun(InferenceSession network, int batch, int length, LstmTensors tensors, bool fromFirst)
    {
        binding = network.CreateIoBinding();
        long[] memory = [tensors.Layers, batch, tensors.Hidden];
        int size = tensors.Layers * batch * tensors.Hidden, rows = batch * length;
        OrtValue Floats(float[] buffer, int count, long[] shape) =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, count), shape);

        (float[] hIn, float[] cIn, float[] hOut, float[] cOut) = fromFirst
            ? (tensors.H0, tensors.C0, tensors.H1, tensors.C1)
            : (tensors.H1, tensors.C1, tensors.H0, tensors.C0);
        values =
        [
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensors.Tokens.AsMemory(0, rows), [batch, length]),
            Floats(tensors.Keys, rows * LstmContract.KeyFeatures, [batch, length, LstmContract.KeyFeatures]),
            Floats(hIn, size, memory),
            Floats(cIn, size, memory),
            Floats(tensors.Logits, rows * LstmContract.Vocabulary, [batch, length, LstmContract.Vocabulary]),
            Floats(hOut, size, memory),
            Floats(cOut, size, memory),
        ];
        for (int i = 0; i < LstmContract.Inputs.Length; i++) binding.BindInput(LstmContract.Inputs[i], values[i]);
        for (int i = 0; i < LstmContract.Outputs.Length; i++) binding.BindOutput(LstmContract.Outputs[i], values[LstmContract.Inputs.Length + i]);
    }

    public void Run(InferenceSession network, RunOptions options) => network.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        foreach (OrtValue value in values) value.Dispose();
    }
}
