namespace LivePerformer.Host;

/// <summary>A stretch of the roll.</summary>
/// <param name="Keys">The notes.</param>
/// <param name="More">There were more.</param>
internal sealed record RollPage(
    IReadOnlyList<NoteMessage> Keys, IReadOnlyList<PedalMessage> Pedals, IReadOnlyList<TurnMessage> Turns, IReadOnlyList<GridMessage> Grids, bool More);
