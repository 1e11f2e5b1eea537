using LivePerformer.Trainer;

namespace LivePerformer.Inference.Tests;

/// <summary>The performance LSTM written from its equations, in double precision and Torch's layouts: nothing here is
/// shared with the exporter, ONNX Runtime or the key features of the product.</summary>
internal sealed class PlainLstm
{
    private readonly LstmShape shape;
    private readonly IReadOnlyDictionary<string, float[]> weights;
    private readonly double[][] h;
    private readonly double[][] c;
    private readonly long?[] struck = new long?[128];
    private long step;

    public PlainLstm(LstmShape shape, IReadOnlyDictionary<string, float[]> weights)
    {
        this.shape = shape;
        this.weights = weights;
        h = [.. Enumerable.Range(0, shape.Layers).Select(_ => new double[shape.Hidden])];
        c = [.. Enumerable.Range(0, shape.Layers).Select(_ => new double[shape.Hidden])];
    }

    /// <returns>The logits of the next token.</returns>
    public double[] Step(int token)
    {
        if (token < 128) struck[token] = step;
        else if (token < 256) struck[token - 128] = null;
        else if (token < 356) step += token - 255;

        double[] keys = new double[256];
        for (int key = 0; key < 128; key++)
        {
            if (struck[key] is not long since) continue;
            keys[key] = 1;
            keys[128 + key] = Math.Min(1, Math.Log(1 + step - since) / Math.Log(1001));
        }

        double[] x = Linear("keys.weight", "keys.bias", keys, shape.Embedding);
        for (int i = 0; i < x.Length; i++) x[i] += weights["embed.weight"][(token * shape.Embedding) + i];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            double[] fromX = Linear($"lstm.weight_ih_l{layer}", $"lstm.bias_ih_l{layer}", x, 4 * shape.Hidden);
            double[] fromH = Linear($"lstm.weight_hh_l{layer}", $"lstm.bias_hh_l{layer}", h[layer], 4 * shape.Hidden);
            for (int i = 0; i < shape.Hidden; i++)
            {
                double Gate(int which) => fromX[(which * shape.Hidden) + i] + fromH[(which * shape.Hidden) + i];
                c[layer][i] = (Sigmoid(Gate(1)) * c[layer][i]) + (Sigmoid(Gate(0)) * Math.Tanh(Gate(2)));
                h[layer][i] = Sigmoid(Gate(3)) * Math.Tanh(c[layer][i]);
            }

            x = [.. h[layer]];
        }

        double[] logits = Linear("head.weight", "head.bias", x, 388);
        for (int key = 0; key < 128; key++)
        {
            if (struck[key] is null) logits[128 + key] -= 10;
            else logits[key] -= 10;
        }

        return logits;
    }

    private double[] Linear(string weight, string bias, double[] x, int rows)
    {
        var y = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            y[row] = weights[bias][row];
            for (int column = 0; column < x.Length; column++) y[row] += weights[weight][(row * x.Length) + column] * x[column];
        }

        return y;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
