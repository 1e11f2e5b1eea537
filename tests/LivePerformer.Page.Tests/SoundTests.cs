using System.Text.Json;

namespace LivePerformer.Page.Tests;

/// <summary>What leaves the page for the loudspeaker.</summary>
public sealed class SoundTests(Chromium chromium) : PageTest(chromium)
{
    // The page's recorder begins with the audio thread's next block, and its clock is the browser's; half of what a musician
    // would notice is twice what a loaded machine makes of both.
    private const double Tolerance = 0.060;

    private static readonly string Strike = Invariant($$"""
        async seconds => {
          const test = window.livePerformer.test;
          const box = document.querySelector('.key[data-pitch="69"]').getBoundingClientRect();
          const touch = type => document.getElementById('keyboard').dispatchEvent(new PointerEvent(type, {
            pointerId: 7, pointerType: 'touch', button: 0, bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height * 0.9 }));
          const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
          const began = performance.now();
          const recording = test.record(seconds);
          await wait(300);
          const before = test.sound();
          touch('pointerdown');
          const struck = performance.now();
          const claimed = Number.parseFloat(document.querySelector('#figure-sound dd').textContent) / 1000;
          const { rate, left, underruns } = await recording;
          touch('pointerup');
          return { rate, left: Array.from(left), underruns, lost: test.sound().lost - before.lost, struck: (struck - began) / 1000, claimed,
            after: before.delay - before.average };
        }
        """);

    [Fact]
    public async Task KeySoundsAtItsPitchAloneAndUnderrunsAreClaimedOnlyWhereThereWereSome()
    {
        Visit visit = await Sounding();
        Recording recording = await Record(visit, 2);
        int onset = recording.Onset();
        float[] tone = recording.Left[(onset + (recording.Rate / 20))..];
        double at440 = Tone.Amplitude(tone, 440, recording.Rate);

        Assert.True(at440 > 1e-3, $"{at440} is not silent");
        for (int pitch = 33; pitch <= 96; pitch++)
        {
            double frequency = 440 * Math.Pow(2, (pitch - 69) / 12.0);
            double harmonic = Math.Max(1, Math.Round(frequency / 440)) * 440;
            if (Math.Abs(12 * Math.Log2(frequency / harmonic)) < 0.5) continue;

            Assert.True(Tone.Amplitude(tone, frequency, recording.Rate) < at440 / 20, $"{frequency:0} Hz sounds as well");
        }

        Assert.Equal(recording.Underruns > 0 || recording.Lost > 0, recording.Gaps(onset) > 0);
    }

    [Fact]
    public async Task KeyIsHeardAfterTheTimeThatThePageClaims()
    {
        Visit visit = await Sounding();
        List<double> excess = [];
        for (int i = 0; i < 7; i++)
        {
            Recording recording = await Record(visit, 1);
            // What lies between the recorder and the loudspeaker is part of the claim, and of nothing that can be recorded.
            double measured = ((double)recording.Onset() / recording.Rate) - recording.Struck + recording.After;
            excess.Add(measured - recording.Claimed);
        }

        double median = excess.Order().ElementAt(excess.Count / 2);
        TestContext.Current.SendDiagnosticMessage($"key to sound, measured less claimed: {1000 * median:0} ms");
        Assert.InRange(median, -Tolerance, Tolerance);
    }

    [Fact]
    public async Task UnderrunIsClaimedWhereTheServerStoodStill()
    {
        Server server = Perform("--preset", "answer");
        Visit visit = await Sounding(server);
        int before = await visit.Page.EvaluateAsync<int>("window.livePerformer.test.sound().underruns");
        server.Cli.Signal("STOP");
        await visit.Until($"window.livePerformer.test.sound().underruns > {before}", "for the underrun");
        server.Cli.Signal("CONT");

        await visit.Until("document.body.dataset.link === 'up' && window.livePerformer.test.sound().playing", "for its return");
        Recording recording = await Record(visit, 2);
        Assert.True(Tone.Amplitude(recording.Left[recording.Onset()..], 440, recording.Rate) > 1e-3, "sounds again");
    }

    private async Task<Visit> Sounding(Server? server = null)
    {
        Visit visit = await Open(server ?? Perform("--preset", "answer"));
        await visit.Play();
        await visit["#stop"].ClickAsync();          // the key alone is to be heard
        await visit.Until("document.body.dataset.turn === 'stopped' && document.querySelector('#figure-sound dd').textContent.includes('ms')", "for the figure");
        return visit;
    }

    private static async Task<Recording> Record(Visit visit, double seconds)
    {
        JsonElement recorded = (await visit.Page.EvaluateAsync(Strike, seconds))!.Value;
        return new Recording(
            [.. recorded.GetProperty("left").EnumerateArray().Select(sample => sample.GetSingle())],
            recorded.GetProperty("rate").GetInt32(), recorded.GetProperty("underruns").GetInt32(), recorded.GetProperty("lost").GetInt64(),
            recorded.GetProperty("struck").GetDouble(), recorded.GetProperty("claimed").GetDouble(), recorded.GetProperty("after").GetDouble());
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <param name="Left">What left for the loudspeaker.</param>
    /// <param name="Struck">When the key went down, in seconds after the recording began.</param>
    /// <param name="Claimed">What the page says of key to sound then, in seconds.</param>
    /// <param name="After">What of it lies behind the recorder.</param>
    private sealed record Recording(float[] Left, int Rate, int Underruns, long Lost, double Struck, double Claimed, double After)
    {
        private const float Audible = 2e-3f;

        public int Onset()
        {
            int from = (int)(Struck * Rate);
            int onset = Array.FindIndex(Left, Math.Min(from, Left.Length - 1), sample => Math.Abs(sample) > Audible);
            Assert.True(onset >= 0, "the key is not heard");
            return onset;
        }

        /// <summary>Silences of 5 ms and more in a tone that is held.</summary>
        public int Gaps(int from)
        {
            int gaps = 0;
            for (int i = from, silent = 0; i < Left.Length; i++)
            {
                silent = Math.Abs(Left[i]) < 1e-5f ? silent + 1 : 0;
                if (silent == Rate / 200) gaps++;
            }

            return gaps;
        }
    }
}
