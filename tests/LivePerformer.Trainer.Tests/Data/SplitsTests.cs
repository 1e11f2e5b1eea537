using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class SplitsTests
{
    [Theory]
    [InlineData("001/001.mid", "001/versions/001-v3.mid")]          // as POP909 comes
    [InlineData("Ballade.mid", "ballade (2).MID")]
    [InlineData("Ballade.mid", "Ballade - take 2 copy.mid")]
    [InlineData("Ballade.mid", "Ballade_v12.mid")]
    [InlineData("Bach/Fugue/bwv_846/Shi05M.mid", "Bach/Fugue/bwv_846/Lee01M.mid")]
    public void VersionsOfOneCompositionAreKnown(string one, string other) =>
        Assert.Equal(Composition.Of(one, Grouping.Folder), Composition.Of(other, Grouping.Folder));

    [Theory]
    [InlineData("001.mid", "002.mid")]
    [InlineData("Sonata 1.mid", "Sonata 2.mid")]
    [InlineData("vals.mid", "alto.mid")]
    [InlineData("Bach/bwv_846/a.mid", "Bach/bwv_848/a.mid")]
    public void DifferentCompositionsStayApart(string one, string other) =>
        Assert.NotEqual(Composition.Of(one, Grouping.Folder), Composition.Of(other, Grouping.Folder));

    [Fact]
    public void ByNameAFolderMayHoldManyAndManyFoldersOne()
    {
        Assert.NotEqual(Composition.Of("Chopin/op9.mid", Grouping.Name), Composition.Of("Chopin/op10.mid", Grouping.Name));
        Assert.Equal(Composition.Of("Anna/op9-v2.mid", Grouping.Name), Composition.Of("Ben/Op9.mid", Grouping.Name));
        Assert.Equal("op9", Composition.Of("op9/versions/v2.mid", Grouping.Name));
    }

    [Fact]
    public void ATenthOfTheFilesEachAndNeverACompositionCut()
    {
        string[] files = [.. from song in Enumerable.Range(1, 200) from version in Enumerable.Range(0, 1 + (song % 4))
                             select version == 0 ? $"{song:000}/{song:000}.mid" : $"{song:000}/versions/{song:000}-v{version}.mid"];
        foreach (int seed in new[] { 1, 2 })
        {
            IReadOnlyDictionary<string, string> splits = Splits.Of("x", files, Grouping.Folder, seed);

            Assert.Equal(files.Length, splits.Count);
            Assert.All(files.GroupBy(file => file[..3]), song => Assert.Single(song.Select(file => splits[file]).Distinct()));
            Assert.Equal((50, 50), (splits.Values.Count(split => split == "validation"), splits.Values.Count(split => split == "test")));
        }
        Assert.Equal(500, files.Length);
    }

    [Fact]
    public void OneSeedIsOneDivisionWhateverTheOrder()
    {
        string[] files = [.. Enumerable.Range(1, 40).Select(i => $"{i:000}.mid")];
        IReadOnlyDictionary<string, string> first = Splits.Of("x", files, Grouping.Folder, 7), again = Splits.Of("y", [.. files.Reverse()], Grouping.Folder, 7);

        Assert.All(files, file => Assert.Equal(first[file], again[file]));
        Assert.Contains(files, file => first[file] != Splits.Of("x", files, Grouping.Folder, 8)[file]);
        // sha256sum of "7\n001" ... "7\n040", sorted: the first four are the validation split's.
        Assert.Equal(["011.mid", "020.mid", "023.mid", "026.mid"], files.Where(file => first[file] == "validation").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ThreePiecesAreOneEachAndFewerAreTooFew()
    {
        Assert.Equal(["test", "train", "validation"], Splits.Of("x", ["a.mid", "b.mid", "c.mid"], Grouping.Folder, 1).Values.Order(StringComparer.Ordinal));

        string one = Assert.Throws<LivePerformerException>(() => Splits.Of("x", ["a.mid"], Grouping.Folder, 1)).Message;
        Assert.Contains("1 MIDI file of 1 composition", one);
        Assert.Contains("Add more pieces", one);
        Assert.Contains("--compositions name", Assert.Throws<LivePerformerException>(() => Splits.Of("x", ["s/a.mid", "s/b.mid", "s/c.mid"], Grouping.Folder, 1)).Message);
    }
}
