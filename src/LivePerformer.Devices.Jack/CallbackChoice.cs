namespace LivePerformer.Devices.Jack;

/// <summary>In which form the audio callback shall run.</summary>
public enum CallbackChoice
{
    /// <summary>As the library where it is there and fits, else in process.</summary>
    Auto,

    /// <summary>As the library, with a runtime of its own: it never waits for our collector. Refused where that is not possible.</summary>
    Native,

    /// <summary>In process, in the runtime that everything else uses as well.</summary>
    Managed,
}
