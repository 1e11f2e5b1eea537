namespace LivePerformer.Devices.Jack;

/// <summary>Something that happened to the device, in one line for people.</summary>
public sealed record DeviceNews(NewsKind Kind, string Text);

/// <summary>What happened to a device.</summary>
public enum NewsKind
{
    /// <summary>A port that shall be connected is not there yet.</summary>
    Waiting,

    /// <summary>A port is connected with one of ours.</summary>
    Connected,

    /// <summary>Somebody took a connection off; it stays off.</summary>
    Disconnected,

    /// <summary>A port went away that was connected; it is waited for.</summary>
    Lost,

    /// <summary>It came back.</summary>
    Back,

    /// <summary>What we play comes back to an input.</summary>
    Feedback,

    /// <summary>The sound server went away; it is waited for.</summary>
    ServerLost,

    /// <summary>It came back, and the music goes on.</summary>
    ServerBack,

    /// <summary>It came back, but the music cannot go on there.</summary>
    ServerUnfit,
}
