using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A preset cannot be used; the message names the file, the key and the remedy.</summary>
public sealed class PresetException(string message) : LivePerformerException(message);
