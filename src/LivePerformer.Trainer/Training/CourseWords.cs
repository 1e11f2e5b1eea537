namespace LivePerformer.Trainer;

/// <summary>How a run speaks of what it trains.</summary>
/// <param name="Unit">What is scored, in the singular: "token".</param>
/// <param name="Loss">The unit of the loss: "nats/token".</param>
/// <param name="Right">What the accuracy counts, behind the number: "guessed".</param>
/// <param name="Share">The same by itself: "tokens guessed".</param>
public sealed record CourseWords(string Unit, string Loss, string Right, string Share)
{
    public static CourseWords Tokens { get; } = new("token", "nats/token", "guessed", "tokens guessed");
}
