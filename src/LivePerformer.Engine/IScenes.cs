using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Where the performer finds the scene that it shall enter.</summary>
/// <remarks>Performer thread.</remarks>
public interface IScenes
{
    /// <summary>The scene that was loaded for this entrance; null where it is no longer wanted.</summary>
    Scene? Find(in StageCommand entrance);

    /// <summary>The scene plays now, and the one before plays no more.</summary>
    void Entered(Scene scene, Scene? left);
}
