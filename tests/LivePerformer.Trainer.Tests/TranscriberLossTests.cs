using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer.Tests;

public sealed class TranscriberLossTests
{
    private const int Clips = 3, Frames = 4, Heads = 5, Keys = TranscriberShape.Keys, Outputs = TranscriberShape.Outputs;

    /// <summary>The numbers of loss_of in models/piano-ear/recipe/ear.py (torch 1.13), and how long the gradient is.</summary>
    // In models/piano-ear/recipe:
    // import torch, ear
    // i = torch.arange(3 * 4 * 88).view(3, 4, 88)
    // onset = torch.where(i % 37 == 0, 1.0, torch.where(i % 37 == 1, 0.5, 0.0)); onset[2] = 0
    // target = onset, (i % 5 == 0).float(), 0.75 * (i % 41 == 0).float(), (0.3 + 0.1 * (i % 7)) * (onset > 0), (torch.arange(12).view(3, 4, 1) % 2).float()
    // for touch, even in ((400, 0), (400, 250), (0, 100), (37.5, 1000)):
    //     outputs = [(2 * torch.sin(0.37 * torch.arange(3 * 4 * 353.0) + h)).view(3, 4, 353).requires_grad_() for h in range(5)]
    //     loss = ear.loss_of(outputs, target, torch.tensor([1.0, 0, 1]), touch, even); loss.backward()
    //     print(touch, even, loss.item(), torch.stack([o.grad.norm() for o in outputs]).norm().item())
    [Theory]
    [InlineData(400, 0, 240.43194580078125, 7.88466739654541)]
    [InlineData(400, 250, 293.5436096191406, 12.080314636230469)]
    [InlineData(0, 100, 148.36795043945312, 2.046421527862549)]
    [InlineData(37.5, 1000, 350.1926574707031, 19.44388198852539)]
    public void LossIsThatOfTheRecipe(double touch, double even, double expected, double expectedGradient)
    {
        TorchLibrary.Prepare();
        using var scope = NewDisposeScope();
        using Scalar share = 1.0 / (Clips * Frames * Heads);
        Tensor[] outputs = [.. Enumerable.Range(0, Heads).Select(head => tensor(Head(head), [Clips, Frames, Outputs]).requires_grad_())];
        Tensor loss = new TranscriberLoss(touch, even).Of(outputs, Targets()).mul(share);
        loss.backward();

        Assert.Equal(expected, loss.ToDouble(), expected * 2e-6);
        Assert.Equal(expectedGradient, Math.Sqrt(outputs.Sum(output => output.grad!.data<float>().Sum(slope => (double)slope * slope))), expectedGradient * 2e-5);
    }

    /// <summary>What is added is the squared error around its mean in each clip, an onset's frames weighing as high as they are.</summary>
    [Fact]
    public void EvenWeighsTheErrorWithoutItsMean()
    {
        TorchLibrary.Prepare();
        using var scope = NewDisposeScope();
        Tensor[] outputs = [.. Enumerable.Range(0, Heads).Select(head => tensor(Head(head), [Clips, Frames, Outputs]))];
        double added = new TranscriberLoss(400, 250).Of(outputs, Targets()).ToDouble() - new TranscriberLoss(400, 0).Of(outputs, Targets()).ToDouble();

        double sum = 0;
        for (int head = 0; head < Heads; head++)
        {
            float[] said = Head(head);
            for (int clip = 0; clip < Clips; clip++)
            {
                (double Weight, double Off)[] errors = [.. Enumerable.Range(clip * Frames * Keys, Frames * Keys)
                    .Select(i => ((double)Onset(i), (1 / (1 + Math.Exp(-said[(i / Keys * Outputs) + (3 * Keys) + (i % Keys)]))) - Velocity(i)))];
                double mean = errors.Sum(error => error.Weight * error.Off) / Math.Max(1, errors.Sum(error => error.Weight));
                sum += errors.Sum(error => error.Weight * Math.Pow(error.Off - mean, 2));
            }
        }

        Assert.Equal(250 * sum, added, 250 * sum * 1e-4);
    }

    private static float[] Head(int head) => [.. Enumerable.Range(0, Clips * Frames * Outputs).Select(i => 2 * MathF.Sin((0.37f * i) + head))];

    private static float Onset(int i) => i / (Frames * Keys) == 2 ? 0 : (i % 37) switch { 0 => 1, 1 => 0.5f, _ => 0 };

    private static float Velocity(int i) => Onset(i) > 0 ? 0.3f + (0.1f * (i % 7)) : 0;

    private static SoundTargets Targets()
    {
        return new(Keyed(Onset), Keyed(i => i % 5 == 0 ? 1 : 0), Keyed(i => i % 41 == 0 ? 0.75f : 0), Keyed(Velocity),
            tensor([.. Enumerable.Range(0, Clips * Frames).Select(i => (float)(i % 2))], [Clips, Frames, 1]), tensor([1f, 0, 1], [Clips, 1, 1]));

        static Tensor Keyed(Func<int, float> value) => tensor([.. Enumerable.Range(0, Clips * Frames * Keys).Select(value)], [Clips, Frames, Keys]);
    }
}
