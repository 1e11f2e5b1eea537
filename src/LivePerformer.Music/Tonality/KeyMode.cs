namespace LivePerformer.Music;

/// <summary>Bright or dark.</summary>
public enum KeyMode
{
    Major,
    Minor,
}
