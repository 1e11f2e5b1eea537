using System.Diagnostics;

namespace LivePerformer.Page.Tests;

/// <summary>Somebody starts LivePerformer for the first time and touches nothing but the page.</summary>
public sealed class FirstStartTests(Chromium chromium) : PageTest(chromium)
{
    // The requirement itself: from the start of the program, with the shipped model, to the AI's first note on the page.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(30);

    private static readonly int[] Call = [60, 64, 67, 72];

    [Fact]
    public async Task ClicksAloneBringTheFirstAnswerOntoTheRollWithinThirtySeconds()
    {
        await StartBrowser();       // a musician's is there already
        long began = Stopwatch.GetTimestamp();
        Server server = Keep(new Server(isShipped: true));
        Visit visit = await Open(server);
        await visit.Play();
        foreach (int pitch in Call)
        {
            (float x, float y) = await visit.Key(pitch);
            await visit.Page.Mouse.ClickAsync(x, y, new() { Delay = 100 });
        }

        await visit.Until($"{Visit.Notes("human")} === 4", "for what was played");
        await visit.Until($"{Visit.Notes("ai", "note.state !== 'planned'")} > 0", "for the answer");
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        await visit.Until(Pixels.OfTheAi, "for the answer's colour");

        TestContext.Current.SendDiagnosticMessage($"first start to first AI note: {took.TotalSeconds:0.0} s");
        Assert.InRange(took, TimeSpan.Zero, Promised);
    }
}
