using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>The device's <see cref="JackState"/>, and the clock in it; freed when nobody can read it any more.</summary>
internal sealed unsafe class JackMemory(int sampleRate) : IClock
{
    ~JackMemory() => NativeMemory.Free(State);

    public JackState* State { get; } = (JackState*)NativeMemory.AllocZeroed((nuint)sizeof(JackState));

    /// <remarks>Any thread.</remarks>
    public TimePoint Now => TimePoint.FromFrame(Volatile.Read(ref State->Frame), sampleRate);

    public JackPhase Phase
    {
        get => (JackPhase)Volatile.Read(ref State->Phase);
        set => Volatile.Write(ref State->Phase, (int)value);
    }

    public bool IsLost
    {
        get => Volatile.Read(ref State->Lost) != 0;
        set => Volatile.Write(ref State->Lost, value ? 1 : 0);
    }

    /// <summary>The callback shall hear that a source of this input has gone.</summary>
    /// <remarks>Any thread.</remarks>
    public void LetGo(int input) => Interlocked.Or(ref State->Gone, 1 << input);
}
