namespace LivePerformer.Core;

/// <summary>Where a stage lies in unmanaged memory: what one runtime tells another so that both stand on the same.</summary>
public readonly record struct StageMemory(
    nint Heard, nint Played, nint Touched, nint Due, nint Sent, nint Meters, nint Settings, nint Busy, nint Sound, nint Transcribed, nint Sounding);
