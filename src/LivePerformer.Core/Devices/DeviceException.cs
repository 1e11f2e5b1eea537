namespace LivePerformer.Core;

/// <summary>A device refused, with the reason and the remedy in one line.</summary>
public sealed class DeviceException(DeviceFault fault, string message) : LivePerformerException(message)
{
    public DeviceFault Fault { get; } = fault;
}
