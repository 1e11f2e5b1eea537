using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace LivePerformer.Trainer.Tests;

/// <summary>
/// TorchSharp hands a Scalar's native pointer to Torch without keeping the Scalar alive (see Scalars). One that TorchSharp
/// makes on its own, as <c>a + b</c> and <c>a.add_(2)</c> do, may be finalized while Torch reads it: the heap was corrupt
/// after minutes of training. It happens too rarely to be provoked, so all that does it is kept out.
/// </summary>
public sealed class ScalarsTests
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags Every = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void NothingThatIsUsedMakesScalarsOfItsOwn()
    {
        MethodBase[] used = [.. typeof(TrainingRun).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Every).Cast<MethodBase>().Concat(type.GetConstructors(Every)))
            .SelectMany(Calls).Where(call => call.DeclaringType?.Assembly == typeof(torch).Assembly).Distinct()];

        Assert.Contains(used, method => method.DeclaringType == typeof(torch.Tensor) && method.Name == "add");
        Assert.Empty(used.Where(method => method.DeclaringType == typeof(torch.Tensor)).Where(method => MakesScalars(method)).Select(method => method.ToString()));
    }

    [Fact]
    public void CheckSeesWhatItIsFor()
    {
        Assert.True(MakesScalars(typeof(torch.Tensor).GetMethod("op_Addition", [typeof(torch.Tensor), typeof(torch.Tensor)])!));
        Assert.True(MakesScalars(typeof(torch.Tensor).GetMethod("add_", [typeof(Scalar)])!));   // crashed the training of a tiny LSTM
        Assert.False(MakesScalars(typeof(torch.Tensor).GetMethod("add_", [typeof(Scalar), typeof(Scalar)])!));
    }

    // Whether it, or a method of Tensor that it calls, calls what turns a number into a Scalar.
    private static bool MakesScalars(MethodBase method) => MakesScalars(method, depth: 3);

    private static bool MakesScalars(MethodBase method, int depth) => Calls(method).Any(call =>
        (call.DeclaringType == typeof(Scalar) && (call.IsConstructor || call.Name == "op_Implicit"))
        || (call is MethodInfo { Name: "ToScalar" })
        || (depth > 0 && call.DeclaringType == typeof(torch.Tensor) && call != method && MakesScalars(call, depth - 1)));

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body) yield break;

        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < body.Length;)
        {
            short value = body[at++];
            if (value == 0xFE) value = unchecked((short)(0xFE00 | body[at++]));
            OpCode code = Codes[value];
            if (code.OperandType == OperandType.InlineMethod && method.Module.ResolveMethod(BitConverter.ToInt32(body, at), ofType, ofMethod) is { } call) yield return call;

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
        }
    }
}
