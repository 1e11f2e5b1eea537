namespace LivePerformer.Trainer;

/// <summary>One performance as tokens, with how many notes and how many seconds of music they hold.</summary>
public sealed record TokenPiece(string Name, ushort[] Tokens, int Notes, double Seconds);
