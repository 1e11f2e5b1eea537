namespace LivePerformer.Trainer;

internal static class Program
{
    private static int Main() { TorchLibrary.Prepare(); return 0; }
}
