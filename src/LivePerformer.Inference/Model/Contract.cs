using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>Checks what goes into a model's file and what comes out of it, by name, type and shape.</summary>
/// <param name="model">Its name.</param>
internal sealed class Contract(string model)
{
    public const int Any = -1;

    /// <summary>The error that a file is not what its manifest says.</summary>
    public ModelException Breach(string what) => new($"Model '{model}': {what} {ModelManifest.Again(model)}");

    /// <exception cref="ModelException">The file has other names.</exception>
    public void Names(InferenceSession network, string[] inputs, string[] outputs)
    {
        if (network.InputMetadata.Count == inputs.Length && network.OutputMetadata.Count == outputs.Length) return;

        throw Breach($"the file takes {List(network.InputMetadata)} and gives {List(network.OutputMetadata)}; "
            + $"{string.Join(", ", inputs)} and {string.Join(", ", outputs)} are due.");
    }

    /// <exception cref="ModelException">The value is missing, or has another type or shape.</exception>
    public void Expect(IReadOnlyDictionary<string, NodeMetadata> values, string name, Type type, params int[] shape)
    {
        if (!values.TryGetValue(name, out NodeMetadata? value)) throw Breach($"the file has no '{name}', only {List(values)}.");
        if (value.IsTensor && value.ElementType == type && value.Dimensions.AsSpan().SequenceEqual(shape)) return;

        string has = value.IsTensor ? $"{value.ElementType.Name} [{string.Join(", ", value.Dimensions)}]" : "no tensor";
        throw Breach($"'{name}' is {has}, but {type.Name} [{string.Join(", ", shape)}] is due (-1: any size).");
    }

    /// <param name="after">What the network had been given.</param>
    /// <exception cref="ModelException">A number is not finite.</exception>
    public void Finite(string name, ReadOnlySpan<float> values, string after = "one token")
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) throw Breach($"'{name}' holds {value} after {after}, so its weights are broken.");
        }
    }

    private static string List(IReadOnlyDictionary<string, NodeMetadata> values) =>
        values.Count == 0 ? "nothing" : string.Join(", ", values.Keys);
}
