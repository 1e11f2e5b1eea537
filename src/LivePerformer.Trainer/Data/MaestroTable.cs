using System.Globalization;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The table of contents of a MAESTRO folder, <c>maestro-v3.0.0.csv</c>.</summary>
public static class MaestroTable
{
    public const string FileName = "maestro-v3.0.0.csv";

    /// <summary>The splits, by the names the table uses.</summary>
    public static readonly IReadOnlyList<string> Splits = ["train", "validation", "test"];

    private static readonly string[] Columns =
        ["canonical_composer", "canonical_title", "split", "year", "midi_filename", "audio_filename", "duration"];

    /// <summary>Reads the table of a data set's folder, in the order of the file.</summary>
    /// <exception cref="LivePerformerException">The folder or the table is missing, or a row of it cannot be understood.</exception>
    public static IReadOnlyList<MaestroPiece> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LivePerformerException($"The MAESTRO folder '{folder}' does not exist. Download and unpack MAESTRO v3.0.0, and name its folder.");

        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new LivePerformerException($"'{folder}' has no {FileName}. Name the folder that holds it, as MAESTRO v3.0.0 unpacks.");

        return Parse(File.ReadAllText(path), path);
    }

    /// <param name="name">What error messages call the text.</param>
    /// <exception cref="LivePerformerException">A column is missing or a row cannot be understood.</exception>
    public static IReadOnlyList<MaestroPiece> Parse(string csv, string name)
    {
        List<(int Line, List<string> Fields)> rows = Rows(csv, name);
        if (rows.Count == 0) throw new LivePerformerException($"'{name}' is empty. Unpack MAESTRO again.");

        int[] at = [.. Columns.Select(column => rows[0].Fields.IndexOf(column))];
        for (int i = 0; i < at.Length; i++)
        {
            if (at[i] < 0) throw new LivePerformerException($"'{name}' has no column '{Columns[i]}'. It must be the table of MAESTRO v3.0.0, unchanged.");
        }

        return [.. rows.Skip(1).Where(row => row.Fields is not [""]).Select(Piece)];

        MaestroPiece Piece((int Line, List<string> Fields) row)
        {
            string Field(int column) => at[column] < row.Fields.Count ? row.Fields[at[column]]
                : throw new LivePerformerException($"'{name}', line {row.Line}: no {Columns[column]}. Unpack MAESTRO again.");
            if (!Splits.Contains(Field(2)))
                throw new LivePerformerException($"'{name}', line {row.Line}: the split '{Field(2)}' is none of {string.Join(", ", Splits)}.");
            int year = 0;   // unknown, as for performances that are not MAESTRO's own
            if ((Field(3).Length > 0 && !int.TryParse(Field(3), CultureInfo.InvariantCulture, out year))
                || !double.TryParse(Field(6), CultureInfo.InvariantCulture, out double seconds))
                throw new LivePerformerException($"'{name}', line {row.Line}: year '{Field(3)}' or duration '{Field(6)}' is no number.");
            return new(Field(0), Field(1), Field(2), year, Field(4), Field(5), seconds);
        }
    }

    // RFC 4180: fields may be quoted, and then hold commas, line ends and doubled quotes.
    private static List<(int Line, List<string> Fields)> Rows(string csv, string name)
    {
        var rows = new List<(int, List<string>)>();
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        int line = 1, began = 1;
        csv = csv.TrimStart('\uFEFF');
        for (int i = 0; i < csv.Length; i++)
        {
            char letter = csv[i];
            if (letter == '\n') line++;
            if (quoted)
            {
                if (letter != '"') field.Append(letter);
                else if (i + 1 < csv.Length && csv[i + 1] == '"') field.Append(csv[i++]);
                else quoted = false;
            }
            else if (letter == '"' && field.Length == 0) quoted = true;
            else if (letter == ',') EndField();
            else if (letter == '\n') EndRow();
            else if (letter != '\r') field.Append(letter);
        }

        if (quoted) throw new LivePerformerException($"'{name}', line {began}: a quote is opened and never closed. Unpack MAESTRO again.");
        if (field.Length > 0 || fields.Count > 0) EndRow();
        return rows;

        void EndField()
        {
            fields.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            rows.Add((began, fields));
            fields = [];
            began = line;
        }
    }
}
