namespace LivePerformer.Music;

/// <summary>A frame that is no frame; never leaves the reader, which knows the file's name.</summary>
internal sealed class FlacFault(string what) : Exception(what);
