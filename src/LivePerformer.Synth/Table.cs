namespace LivePerformer.Synth;

/// <summary>The bytes of a chunk, checked to be whole records of that length.</summary>
internal delegate ReadOnlySpan<byte> Table(string id, int recordBytes);
