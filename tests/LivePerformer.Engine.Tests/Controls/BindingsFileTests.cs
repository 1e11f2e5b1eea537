using System.Text;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class BindingsFileTests : IDisposable
{
    private static readonly Binding[] All =
    [
        new(CommandKind.Next, CueSign.Pedal(67)),
        new(CommandKind.GoTo, CueSign.Key(new(36)).OnChannel(9), 3),
        new(CommandKind.Role, CueSign.Program(4).OnPort(1), 1),
        new(CommandKind.Temperature, CueSign.Pedal(20).OnChannel(2).OnPort(0), 0, 0.4, 1.25),
        new(CommandKind.Temperature, CueSign.Pedal(21), 0.9),
        new(CommandKind.Loudness, CueSign.Pedal(22), 0, 32, -32),
        new(CommandKind.Chord, CueSign.Key(new(37)), 0b1000_1001),
        new(CommandKind.Tempo, CueSign.Pedal(23), 0, 60, 300),
        new(CommandKind.Tempo, CueSign.Key(new(38)), 0),
        new(CommandKind.Tap, CueSign.Pedal(80)),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("controls");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void BindingsSurviveWritingAndReading()
    {
        Assert.Equal(All, BindingsFile.Read(Write(BindingsFile.Write(All))));
        Assert.Empty(BindingsFile.Read(Write(BindingsFile.Write([]))));
    }

    [Fact]
    public void FileIsInTheWordsOfTheMusician() => Assert.Equal(
        """
        {
          "version": 2,
          "controls": [
            {
              "command": "role duet",
              "control": "program 5 input 2"
            },
            {
              "command": "temperature",
              "control": "controller 20 channel 3 input 1",
              "from": 0.4,
              "to": 1.25
            }
          ]
        }

        """.ReplaceLineEndings("\n"),
        BindingsFile.Write(All[2..4]).ReplaceLineEndings("\n"));

    /// <summary>As builds before version 2 wrote it, where the program whose number on the wire is 5 was "program 5".</summary>
    [Fact]
    public void FileOfAnOlderBuildKeepsItsMeaningAndIsWrittenInTheNewWords()
    {
        const string Old = """
            {
              "controls": [
                {
                  "command": "role duet",
                  "control": "program 5 input 2"
                },
                {
                  "command": "next",
                  "control": "program 0"
                }
              ]
            }
            """;
        Binding[] expected = [new(CommandKind.Role, CueSign.Program(5).OnPort(1), 1), new(CommandKind.Next, CueSign.Program(0))];
        IReadOnlyList<Binding> read = BindingsFile.Read(Write(Old));
        Assert.Equal(expected, read);

        string written = BindingsFile.Write(read);
        Assert.Contains("program 6 input 2", written);
        Assert.Contains("program 1\"", written);
        Assert.Equal(expected, BindingsFile.Read(Write(written)));
    }

    [Fact]
    public void SchemaWeShipIsTheSchemaOfTheCode() =>
        Assert.Equal(BindingsFile.SchemaText(), File.ReadAllText(Path.Combine(Repo.Root, "presets", BindingsFile.SchemaName)));

    [Theory]
    [InlineData("""{ "controls": [ { "command": "nxt", "control": "pedal 67" } ] }""", "number 1|nxt")]
    [InlineData("""{ "controls": [ { "command": "next", "control": "pedal 67" }, { "command": "veto", "control": "pedl 67" } ] }""", "number 2|pedl")]
    [InlineData("""{ "controls": [ { "command": "next", "control": "pedal 67" }, { "command": "veto", "control": "pedal 67 channel 2" } ] }""", "next: pedal 67|veto: pedal 67 channel 2")]
    [InlineData("""{ "controls": [ { "command": "next" } ] }""", "control")]
    [InlineData("""{ "controls": [ { "command": "role", "control": "pedal 67" } ] }""", "duet")]
    [InlineData("""{ "controls": [ { "command": "learn next", "control": "pedal 67" } ] }""", "learn")]
    [InlineData("""{ "controls": [ { "command": "temperature", "control": "key C2" } ] }""", "temperature 1.5")]
    [InlineData("""{ "controls": [ { "command": "temperature", "control": "pedal 20", "from": 1 } ] }""", "from|to")]
    [InlineData("""{ "controls": [ { "command": "temperature", "control": "pedal 20", "from": 1, "to": 9 } ] }""", "0.01 to 4")]
    [InlineData("""{ "controls": [ { "command": "temperature", "control": "pedal 20", "from": 1, "to": 1 } ] }""", "1 to 1")]
    [InlineData("""{ "controls": [ { "command": "next", "control": "pedal 20", "from": 1, "to": 2 } ] }""", "no range")]
    [InlineData("""{ "version": 2, "controls": [ { "command": "next", "control": "program 0" } ] }""", "number 1|program 0")]
    [InlineData("""{ "version": 1, "controls": [ { "command": "next", "control": "program 128" } ] }""", "number 1|program 128")]
    [InlineData("""{ "version": 3, "controls": [] }""", "version 3|build")]
    [InlineData("""{ "version": 0, "controls": [] }""", "version 0")]
    [InlineData("""{ "controls": [ { "command": "tempo", "control": "pedal 20", "from": 0, "to": 90 } ] }""", "20 to 300")]
    [InlineData("""{ "controls": [ { "command": "chord", "control": "pedal 20" } ] }""", "C-Eb-G")]
    [InlineData("""{ "controls": [ null ] }""", "number 1")]
    [InlineData("""{ "controls": [ { "command": null, "control": "pedal 67" } ] }""", "command")]
    [InlineData("""{ "controls": null }""", "controls")]
    [InlineData("""{ "control": [] }""", "control")]
    [InlineData("""{ "controls": [ { """, "line 1")]
    [InlineData("null", "empty")]
    [InlineData("", "cannot be read")]
    public void WrongFileIsRefusedInOneLineThatNamesTheFault(string text, string named)
    {
        string path = Write(text);
        var fault = Assert.Throws<ControlsException>(() => BindingsFile.Read(path));

        Assert.Contains(path, fault.Message);
        Assert.All(named.Split('|'), name => Assert.Contains(name, fault.Message));
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void AbsentAndHugeFilesAndFoldersAreRefused()
    {
        Assert.Throws<ControlsException>(() => BindingsFile.Read(Path.Combine(folder.FullName, "absent.json")));
        Assert.Throws<ControlsException>(() => BindingsFile.Read(folder.FullName));
        Assert.Throws<ControlsException>(() => BindingsFile.Read(Write(new string(' ', 1 << 20))));
    }

    [Property]
    public bool MutatedFileIsReadOrRefused(int at, byte value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(BindingsFile.Write(All));
        bytes[(int)((uint)at % bytes.Length)] = value;
        string path = Path.Combine(folder.FullName, "mutated.json");
        File.WriteAllBytes(path, bytes);
        try
        {
            return BindingsFile.Read(path).Count == All.Length;
        }
        catch (ControlsException fault)
        {
            return fault.Message.Contains(path, StringComparison.Ordinal);
        }
    }

    private string Write(string text)
    {
        string path = Path.Combine(folder.FullName, "c.json");
        File.WriteAllText(path, text);
        return path;
    }
}
