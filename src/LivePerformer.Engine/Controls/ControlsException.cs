using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What is bound to what cannot be used; the message names the thing and the remedy.</summary>
public sealed class ControlsException(string message) : LivePerformerException(message);
