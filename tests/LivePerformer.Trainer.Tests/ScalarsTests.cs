using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LivePerformer.Trainer.Tests;

public sealed class ScalarsTests
{
    /// <summary>
    /// <c>a + b</c> makes a Scalar inside TorchSharp that nothing keeps alive while Torch reads it (see Scalars): the heap
    /// was corrupt after minutes of training. It happens too rarely to be provoked, so the operators are kept out.
    /// </summary>
    [Fact]
    public void NoOperatorOfTensorsIsUsed()
    {
        (string Type, string Name, int Parameters)[] used = Used();
        Assert.Contains(used, member => member is ("Tensor", "add", _));
        Assert.DoesNotContain(used, member => member.Type == "Tensor" && member.Name.StartsWith("op_", StringComparison.Ordinal));
    }

    /// <summary>
    /// <c>a.add(b)</c> and <c>a.add_(scalar)</c> make the factor 1 of the second term in the same way: training ended with
    /// "argument alpha must not be a floating point number" and "Expected false to be true".
    /// </summary>
    [Fact]
    public void EveryAdditionNamesItsFactor() =>
        Assert.All(Used().Where(member => member is ("Tensor", "add" or "add_", _)), member => Assert.Equal(2, member.Parameters));

    private static (string Type, string Name, int Parameters)[] Used()
    {
        using var image = new PEReader(File.OpenRead(typeof(TrainingRun).Assembly.Location));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference && member.GetKind() == MemberReferenceKind.Method)
            .Select(member => (metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name),
                metadata.GetString(member.Name), Parameters(metadata.GetBlobReader(member.Signature))))];

        // A method's signature begins with its kind, then, if it is generic, with the number of its type parameters.
        static int Parameters(BlobReader signature) =>
            signature.ReadSignatureHeader().IsGeneric && signature.ReadCompressedInteger() < 0 ? -1 : signature.ReadCompressedInteger();
    }
}
