using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LivePerformer.Music.Tests;

/// <summary>mido reads the same events and the same notes, at the same 100 ns.</summary>
public sealed class MidoAgreementTests
{
    private static readonly Golden Mido = new("Music/mido.ndjson");

    public static TheoryData<string> Files => [.. Mido.Files];

    /// <summary>mido.ndjson: made by tests/Fixtures/Music/make_golden.sh.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void ReadsWhatMidoRead(string file) => AssertSame(Mido[file], MidiDump.Of(Repo.Fixture("Music/" + file)));

    /// <summary>Beside the committed golden file, the mido of this machine; LIVEPERFORMER_MIDI_CORPUS names another
    /// folder whose .mid and .midi files are compared instead of the fixtures.</summary>
    [Fact]
    public void ReadsWhatMidoReadsNow()
    {
        string python = Requires.PythonModule("mido");
        string folder = Environment.GetEnvironmentVariable("LIVEPERFORMER_MIDI_CORPUS") is { Length: > 0 } corpus
            ? corpus : Repo.Fixture("Music");
        string[] files = Directory.GetFiles(folder, "*.mid*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string[] some in files.Chunk(200))
        {
            var start = new ProcessStartInfo(python, [Repo.Fixture("Music/mido_dump.py"), .. some]) { RedirectStandardOutput = true };
            using Process mido = Process.Start(start)!;
            foreach (string file in some)
            {
                string? line = mido.StandardOutput.ReadLine();
                Assert.True(line is not null, $"mido_dump.py stopped at {file}");
                AssertSame(JsonNode.Parse(line)!, MidiDump.Of(file));
            }

            mido.WaitForExit();
            Assert.Equal(0, mido.ExitCode);
        }
    }

    private static void AssertSame(JsonNode expected, JsonObject read)
    {
        foreach ((string key, JsonNode? value) in read)
        {
            if (JsonNode.DeepEquals(expected[key], value)) continue;
            string theirs = expected[key]?.ToJsonString() ?? "null", ours = value?.ToJsonString() ?? "null";
            int at = theirs.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.Fail($"{expected["file"]}: {key} differs from character {at}: mido {Around(theirs, at)}, ours {Around(ours, at)}");
        }
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 40)];
}
