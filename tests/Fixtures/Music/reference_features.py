#!/usr/bin/python3
"""Log-mel spectrograms once more, with numpy, after librosa's definitions.

usage: reference_features.py > features.json      (Debian: apt-get install python3-numpy)

The sound is the left channel of Sound/chord.wav. In librosa's words, for a window of which half lies ahead:
    S = abs(librosa.stft(y, n_fft=window, hop_length=hop, window="hann", center=True, pad_mode="constant")) / (sum(hann) / 2)
    mel = librosa.filters.mel(sr=rate, n_fft=window, n_mels=bands, fmin=lowest, fmax=highest, htk=True, norm=None) @ S
    log(mel + floor)
Other windows rise and fall as two halves of Hann windows of unlike length. The transform of one frame is checked against the
sum that defines it. Of each case some frames are kept, the first and the last among them.
"""
import json
import os
import sys
import wave

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))

CASES = [
    dict(),
    dict(ahead=1024, hop=384),
    dict(ahead=640, hop=320, bands=88, lowest=50.0, highest=7600.0),
    dict(sampleRate=22050, window=512, ahead=100, hop=77, bands=40, lowest=0.0, highest=11025.0, floor=1e-3),
    dict(window=4096, ahead=2560, bands=100),
]
DEFAULT = dict(id="log-mel/1", sampleRate=16000, window=2048, ahead=160, hop=160, bands=229, lowest=30.0, highest=8000.0, floor=1e-5)


def hann(length):
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)


def mel_filters(rate, n_fft, n_mels, fmin, fmax):
    """librosa.filters.mel(htk=True, norm=None)"""
    to_mel = lambda f: 2595.0 * np.log10(1.0 + f / 700.0)
    mels = np.linspace(to_mel(fmin), to_mel(fmax), n_mels + 2)
    mel_f = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    fftfreqs = np.fft.rfftfreq(n=n_fft, d=1.0 / rate)
    fdiff = np.diff(mel_f)
    ramps = np.subtract.outer(mel_f, fftfreqs)
    lower = -ramps[:-2] / fdiff[:-1, None]
    upper = ramps[2:] / fdiff[1:, None]
    return np.maximum(0, np.minimum(lower, upper))


def log_mel(sound, spec):
    window, ahead, hop = spec["window"], spec["ahead"], spec["hop"]
    back = window - ahead
    shape = np.concatenate([hann(2 * back)[:back], hann(2 * ahead)[ahead:]])
    if 2 * ahead == window:
        assert np.allclose(shape, hann(window), atol=1e-15)
    shape /= shape.sum() / 2
    count = -(-len(sound) // hop)
    padded = np.concatenate([np.zeros(back), sound, np.zeros(window)])
    framed = np.stack([padded[t * hop : t * hop + window] for t in range(count)]) * shape
    spectrum = np.fft.rfft(framed, axis=1)
    n = np.arange(window)
    for k in (0, 1, 37, window // 2):
        assert abs(np.sum(framed[count // 2] * np.exp(-2j * np.pi * k * n / window)) - spectrum[count // 2, k]) < 1e-12
    mel = np.abs(spectrum) @ mel_filters(spec["sampleRate"], window, spec["bands"], spec["lowest"], spec["highest"]).T
    return np.log(mel + spec["floor"])


def main():
    with wave.open(os.path.join(HERE, "Sound", "chord.wav")) as f:
        sound = np.frombuffer(f.readframes(f.getnframes()), "<i2")[::2] / 32768.0
    cases = []
    for change in CASES:
        spec = DEFAULT | change
        frames = log_mel(sound, spec)
        kept = sorted({0, 1, len(frames) // 4, len(frames) // 2, len(frames) - 2, len(frames) - 1})
        rows = {str(t): [float(f"{v:.8g}") for v in frames[t]] for t in kept}
        cases.append(dict(spec=spec, count=len(frames), frames=rows))
    json.dump(cases, sys.stdout, separators=(",", ":"))
    print()


main()
