namespace LivePerformer.Trainer;

/// <summary>How files that hold one composition are known in a folder without a table.</summary>
public enum Grouping
{
    /// <summary>Files in one subfolder are one composition; files in the data set's folder itself go by their names.</summary>
    Folder,

    /// <summary>Files of one name are one composition, wherever they lie.</summary>
    Name,
}
