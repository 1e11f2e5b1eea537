namespace LivePerformer.Trainer;

/// <summary>A recording in memory, with what is to be heard in it.</summary>
/// <param name="Sound">One channel at <see cref="SoundData.SampleRate"/>.</param>
/// <param name="Facts">What there is to say of it; name, split, lengths and hash are filled in.</param>
internal sealed record Recording(float[] Sound, SoundLabels Labels, SoundItem Facts);
