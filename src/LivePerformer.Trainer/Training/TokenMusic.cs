using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The music that an improviser learns from: pieces of tokens, and what is known of them.</summary>
internal sealed record TokenMusic(TokenData Data, IReadOnlyList<TokenPiece> Training, IReadOnlyList<TokenPiece> Validation)
{
    /// <exception cref="LivePerformerException">The data are missing, there is nothing to guess, or the plan does not suit them.</exception>
    public static TokenMusic Read(TrainingPlan plan, string folder)
    {
        TokenData data = TokenData.Read(folder);
        if (plan.Transpose > 0 && data.Steps.Pitch == PitchStep.Key)
            throw new LivePerformerException($"'{folder}' holds all pieces in one key, out of which a transposition by up to {plan.Transpose} semitones would take them again. Say --transpose 0, or prepare without --pitch key.");

        var music = new TokenMusic(data, data.Load(folder, "train"), data.Load(folder, "validation"));
        foreach ((string split, IReadOnlyList<TokenPiece> those) in new[] { ("train", music.Training), ("validation", music.Validation) })
        {
            if (!those.Any(piece => piece.Tokens.Length > 1))
                throw new LivePerformerException($"No piece of the split '{split}' in '{folder}' has two tokens: there is nothing to guess. Run prepare on other music.");
        }

        return music;
    }
}
