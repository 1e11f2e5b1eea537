using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class MaestroTableTests
{
    private const string Head = "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration\n";

    [Fact]
    public void RowsOfTheGenuineTableAreRead()
    {
        // Two rows in the spelling of maestro-v3.0.0.csv: quoted titles with commas, four-digit years.
        IReadOnlyList<MaestroPiece> pieces = MaestroTable.Parse(Head
            + "Alban Berg,Sonata Op. 1,train,2018,2018/MIDI-Unprocessed_Chamber3_MID--AUDIO_10_R3_2018_wav--1.midi,2018/MIDI-Unprocessed_Chamber3_MID--AUDIO_10_R3_2018_wav--1.wav,698.66116031\n"
            + "Alexander Scriabin,\"24 Preludes Op. 11, No. 13-24\",validation,2004,2004/a.midi,2004/a.wav,872.640588096\n", "t");

        Assert.Equal(2, pieces.Count);
        Assert.Equal(new MaestroPiece("Alban Berg", "Sonata Op. 1", "train", 2018,
            "2018/MIDI-Unprocessed_Chamber3_MID--AUDIO_10_R3_2018_wav--1.midi", "2018/MIDI-Unprocessed_Chamber3_MID--AUDIO_10_R3_2018_wav--1.wav", 698.66116031), pieces[0]);
        Assert.Equal("24 Preludes Op. 11, No. 13-24", pieces[1].Title);
    }

    [Fact]
    public void QuotesLineEndsAndDoubledQuotesBelongToTheField()
    {
        MaestroPiece piece = Assert.Single(MaestroTable.Parse("\uFEFF" + Head.Replace("\n", "\r\n")
            + "\"A, B\",\"say \"\"hi\"\"\nthere\",test,,x.mid,,1\r\n\r\n", "t"));

        Assert.Equal(("A, B", "say \"hi\"\nthere", 0), (piece.Composer, piece.Title, piece.Year));
    }

    [Fact]
    public void ColumnsMayStandInAnotherOrder()
    {
        MaestroPiece piece = Assert.Single(MaestroTable.Parse(
            "duration,split,midi_filename,year,canonical_title,audio_filename,canonical_composer\n2.5,test,x.mid,2004,T,x.wav,C\n", "t"));

        Assert.Equal(new MaestroPiece("C", "T", "test", 2004, "x.mid", "x.wav", 2.5), piece);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b\n", "no column 'canonical_composer'")]
    [InlineData(Head + "C,T,train,2004,x.mid,x.wav\n", "line 2: no duration")]
    [InlineData(Head + "C,T,rehearsal,2004,x.mid,x.wav,1\n", "line 2: the split 'rehearsal'")]
    [InlineData(Head + "C,T,train,MMIV,x.mid,x.wav,1\n", "line 2: year 'MMIV'")]
    [InlineData(Head + "C,\"T,train,2004,x.mid,x.wav,1\n", "line 2: a quote is opened")]
    public void DamagedTableIsNamedWithItsLine(string csv, string expected)
    {
        string message = Assert.Throws<LivePerformerException>(() => MaestroTable.Parse(csv, "t.csv")).Message;

        Assert.Contains(expected, message);
        Assert.Contains("t.csv", message);
        Assert.DoesNotContain('\n', message);
    }
}
