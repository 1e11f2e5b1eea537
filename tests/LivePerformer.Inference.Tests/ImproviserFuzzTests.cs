using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

public class ImproviserFuzzTests
{
    [Theory]
    [InlineData(1, "lstm")]
    [InlineData(2, "lstm")]
    [InlineData(3, "lstm")]
    [InlineData(4, "lstm")]
    [InlineData(5, "lstm")]
    [InlineData(6, "transformer")]
    [InlineData(7, "transformer")]
    [InlineData(8, "transformer")]
    [InlineData(10, "lstm")]
    [InlineData(9, "lstm", true)]
    [InlineData(10, "lstm", true)]
    [InlineData(11, "lstm", true)]
    [InlineData(12, "transformer", true)]
    [InlineData(13, "transformer", true)]
    public void WhateverHappensTheHandsCanPlayIt(int seed, string kind, bool standardized = false)
    {
        var dice = new Dice((ulong)seed);
        var limits = new PlayLimits
        {
            Lowest = new(20 + (int)(dice.Next() % 40)),
            Highest = new(65 + (int)(dice.Next() % 50)),
            Polyphony = 1 + (int)(dice.Next() % 12),
            NotesPerSecond = 1 + (int)(dice.Next() % 64),
            FirstRest = TimeSpan.FromMilliseconds(dice.Next() % 800),
            LongestRest = TimeSpan.FromMilliseconds(100 + (dice.Next() % 3000)),
            LongestNote = TimeSpan.FromMilliseconds(100 + (dice.Next() % 9000)),
        };
        var phrase = new PhraseOptions(
            dice.Next() % 2 == 0 ? TimeSpan.FromSeconds(1 + (dice.NextUnit() * 5)) : null,
            dice.Next() % 2 == 0 ? 1 + (int)(dice.Next() % 50) : null);
        using var table = new Table(new ImproviserOptions { Limits = limits, Phrase = phrase, Sampling = new(1.3, 1, (ulong)seed) }, (ulong)seed, kind, standardized ? Table.KeyAndTouch : null);
        for (int turn = 0; turn < 25; turn++)
        {
            table.Human((int)(dice.Next() % 12));
            if (dice.Next() % 3 == 0) table.Improviser.Hear(new ControlChange(table.Keyboard.Now, 64, (byte)(dice.Next() % 128)));
            table.Keyboard.Wait(dice.NextUnit());
            table.Improviser.Begin(table.Keyboard.Now);

            TimePoint begin = table.Keyboard.Now;
            var answer = new List<NoteEvent>();
            var taken = new HashSet<Pitch>();
            bool ended = false;
            for (int i = 0; i < 40 && !ended; i++)
            {
                List<NoteEvent> some = table.Play((int)(dice.Next() % 12));
                Assert.DoesNotContain(some, note => note.IsOn && table.Keyboard.Held.Contains(note.Pitch.Number));
                answer.AddRange(some);
                if (dice.Next() % 9 == 0) taken.UnionWith(table.Human(1).Where(note => note.IsOn).Select(note => note.Pitch));
                if (dice.Next() % 30 == 0) table.Improviser.Hear(new ControlChange(table.Keyboard.Now, 64, (byte)(dice.Next() % 128)));
                if (dice.Next() % 50 == 0) ended = true;
            }

            Assert.Null(table.Improviser.Fault);
            bool complete = table.Play(1) is [] && answer.Count > 0;
            Hands.Check(answer, limits, mustEnd: complete, taken);
            Assert.All(answer, note => Assert.True(note.Time >= begin));
            table.Keyboard.Wait(dice.NextUnit() * 4);
            table.Improviser.Yield(table.Keyboard.Now);
        }

        Assert.True(table.Improviser.TokensGenerated > 500);
    }
}
