namespace LivePerformer.Trainer;

/// <summary>How a run speaks of what it trains.</summary>
/// <param name="Unit">What is scored, in the singular: "token".</param>
/// <param name="Loss">The unit of the loss: "nats/token".</param>
/// <param name="Right">What the accuracy counts: "guessed".</param>
public sealed record CourseWords(string Unit, string Loss, string Right)
{
    public static CourseWords Tokens { get; } = new("token", "nats/token", "guessed");
}
