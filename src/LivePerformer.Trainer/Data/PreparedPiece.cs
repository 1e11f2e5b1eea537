namespace LivePerformer.Trainer;

/// <summary>The tokens of a piece, and what the table of contents says of it.</summary>
internal sealed record PreparedPiece(ushort[] Tokens, TokenData.Piece Entry);
