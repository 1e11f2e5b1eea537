namespace LivePerformer.Music.Tests;

public sealed class TouchEstimateTests
{
    [Fact]
    public void ItGoesFromWhatIsUsualToThePlayersOwn()
    {
        var estimate = new TouchEstimate(new(20, 110));
        Assert.Equal(new(20, 110), estimate.Range);
        for (int i = 0; i < TouchEstimate.Known / 2; i++) estimate.Hear((byte)(i % 2 == 0 ? 50 : 70));
        Assert.Equal(new(35, 90), estimate.Range);
        for (int i = 0; i < TouchEstimate.Known / 2; i++) estimate.Hear((byte)(i % 2 == 0 ? 50 : 70));
        Assert.Equal(new(50, 70), estimate.Range);

        estimate.Reset();
        Assert.Equal(new(20, 110), estimate.Range);
    }

    /// <summary>As prepare finds it for a whole piece.</summary>
    [Fact]
    public void WhatIsHeardStrikeByStrikeIsThePieceS()
    {
        byte[] velocities = [.. Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pop909-331.mid"))).Notes.Select(note => note.Velocity).Take(1000)];
        var estimate = new TouchEstimate(new(1, 127));
        foreach (byte velocity in velocities) estimate.Hear(velocity);

        Assert.True(velocities.Length > 100);
        Assert.Equal(VelocityRange.Of(velocities), estimate.Range);
    }

    [Fact]
    public void AnotherTouchIsNoticedHoweverLongThePlaying()
    {
        var estimate = new TouchEstimate(new(1, 127));
        for (int i = 0; i < 100_000; i++) estimate.Hear((byte)(80 + (i % 30)));
        for (int i = 0; i < 20_000; i++) estimate.Hear((byte)(40 + (i % 20)));
        Assert.Equal(new(40, 59), estimate.Range);
    }
}
