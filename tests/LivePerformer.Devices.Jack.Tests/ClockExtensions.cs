using LivePerformer.Core;

namespace LivePerformer.Devices.Jack.Tests;

internal static class ClockExtensions
{
    public static void WaitUntilBeyond(this IClock clock, long frame, int sampleRate) =>
        JackServer.Until(() => clock.Now.ToFrame(sampleRate) > frame, $"for frame {frame}");
}
