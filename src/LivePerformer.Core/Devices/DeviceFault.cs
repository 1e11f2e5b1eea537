namespace LivePerformer.Core;

/// <summary>Why a device cannot be used.</summary>
public enum DeviceFault
{
    /// <summary>There is no such device, server or port. Do not retry before something is plugged in or started.</summary>
    Unavailable,

    /// <summary>Someone else holds it. Retry later.</summary>
    Busy,

    /// <summary>This user may not use it. Do not retry before the permissions change.</summary>
    Denied,

    /// <summary>It went away while in use. Retry: it may come back.</summary>
    Lost,
}
