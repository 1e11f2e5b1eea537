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
        using var image = new PEReader(File.OpenRead(typeof(TrainingRun).Assembly.Location));
        MetadataReader metadata = image.GetMetadataReader();
        (string Type, string Name)[] used = [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name), metadata.GetString(member.Name)))];

        Assert.Contains(("Tensor", "add"), used);
        Assert.DoesNotContain(used, member => member.Type == "Tensor" && member.Name.StartsWith("op_", StringComparison.Ordinal));
    }
}
