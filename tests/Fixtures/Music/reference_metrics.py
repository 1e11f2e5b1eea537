#!/usr/bin/python3
"""The metrics of music once more, after the published definitions of muspy 0.5.0 and mgeval, with numpy and scipy.

usage: reference_metrics.py > metrics.json      (Debian: apt-get install python3-scipy python3-mido)

Notes are [onset, length, pitch, velocity] in steps of 10 ms. The POP909 pieces beside this file go through the reference
encoder's rules (pedal applied, 10 ms grid, 32 velocities); the others are thrown with a seed and written out.
muspy: pitch_class_entropy, polyphony, polyphony_rate, scale_consistency, groove_consistency, off a piano roll of one
column a step. mgeval: total_pitch_class_histogram, pitch_class_transition_matrix (pretty_midi's), avg_IOI,
note_length_hist, intra- and inter-set distances, overlap_area, kl_dist. Times are compared in whole steps, where
those programs take seconds in floating point. Rhythmic entropy and repetition follow LivePerformer's own definitions.
"""
import json
import os
import random

import numpy as np
from scipy import integrate, stats

import reference_tokens

HERE = os.path.dirname(os.path.abspath(__file__))
BAR = 200  # steps: 2 s


def piece(name):
    half_up = lambda seconds: int((seconds * 200 + 1) // 2)
    struck = {}
    for onset, end, pitch, velocity in reference_tokens.sounding(list(reference_tokens.events(os.path.join(HERE, name)))):
        struck[(half_up(onset), pitch)] = (max(half_up(end), half_up(onset) + 1), (velocity - 1) // 4 * 4 + 3)
    origin = min(onset for onset, _ in struck)
    return [[onset - origin, end - onset, pitch, velocity] for (onset, pitch), (end, velocity) in sorted(struck.items())]


def thrown(seed, count):
    """Notes that may overlap, also with themselves, and last no time at all now and then."""
    dice = random.Random(seed)
    scale = [60 + 12 * octave + degree for octave in range(-2, 2) for degree in (0, 2, 4, 5, 7, 9, 11)]
    now, notes = dice.randrange(30), []
    for _ in range(count):
        pitch = dice.choice(scale) if dice.random() < 0.8 else dice.randrange(21, 109)
        notes.append([now, dice.choice([0, 1, 3, 4, 12, 25, 50, 100, dice.randrange(300)]), pitch, dice.randrange(1, 128)])
        now += dice.choice([0, 0, 1, 3, 5, 12, 25, 25, 50, dice.randrange(260)])
    return sorted(notes, key=lambda n: (n[0], n[2]))


def entropy(counts):
    shares = counts / counts.sum()
    return float(-np.sum(shares[shares > 0] * np.log2(shares[shares > 0])))


def roll(onset, length, pitch):
    table = np.zeros((int((onset + length).max()), 128), bool)
    for o, l, p in zip(onset, length, pitch):
        table[o:o + l, p] = True
    return table


def groove(onset, length, positions):
    measures = int((onset + length).max()) // BAR + 1
    if measures < 2:
        return None
    pattern = np.zeros((measures, positions), bool)
    pattern[onset // BAR, onset % BAR * positions // BAR] = True
    return float(1 - np.count_nonzero(pattern[:-1] != pattern[1:]) / (positions * (measures - 1)))


def metrics(notes):
    onset, length, pitch, velocity = np.array(notes).T
    sounding = roll(onset, length, pitch).sum(1)
    chroma = np.bincount(pitch % 12, minlength=12).astype(float)
    in_scale = [chroma[np.roll(np.isin(np.arange(12), mode), root)].sum()
                for mode in ([0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10]) for root in range(12)]
    weighed = np.bincount(pitch % 12, weights=velocity * length, minlength=12)
    ends, starts = np.where(np.abs(np.subtract.outer(onset + length, onset)) < 5)
    transitions = np.zeros((12, 12))
    np.add.at(transitions, (pitch[ends] % 12, pitch[starts] % 12), 1)
    values = np.array([96, 48, 24, 12, 6, 72, 36, 18, 9, 32, 16, 8]) * BAR / 96
    nearest = np.abs(np.subtract.outer(length, values)).argmin(1)
    intervals = np.diff(np.sort(onset))
    binned = np.bincount(np.minimum(intervals // 5, 40), minlength=41).astype(float)
    figures = [tuple(pitch[i:i + 4]) for i in range(len(pitch) - 3)]
    again = sum(figure in figures[max(0, i - 64):i] for i, figure in enumerate(figures))
    return {
        "pitchClassEntropy": entropy(chroma),
        "pitchClasses": (chroma / chroma.sum()).tolist(),
        "sounding": (weighed / weighed.sum()).tolist(),
        "transitions": transitions.ravel().tolist(),
        "polyphony": float(sounding.sum() / np.count_nonzero(sounding)),
        "polyphonyRate": float(np.count_nonzero(sounding > 2) / len(sounding)),
        "scaleConsistency": float(max(in_scale) / len(pitch)),
        "groove200": groove(onset, length, 200),
        "groove16": groove(onset, length, 16),
        "meanInterOnset": float(intervals.mean() / 100),
        "interOnsets": (binned / binned.sum()).tolist(),
        "rhythmicEntropy": entropy(binned),
        "noteLengths": (np.bincount(nearest, minlength=12) / len(nearest)).tolist(),
        "repetition": again / len(figures),
    }


def compared(one, other):
    within = np.array([np.linalg.norm(a - b) for i, a in enumerate(one) for j, b in enumerate(one) if i != j])
    between = np.array([np.linalg.norm(a - b) for a in one for b in other])
    p, q = stats.gaussian_kde(within), stats.gaussian_kde(between)
    low, high = min(within.min(), between.min()), max(within.max(), between.max())
    # mgeval leaves quad its 50 subdivisions; more of them, on equal parts, for the digits.
    parts = np.linspace(low, high, 41)
    area = sum(integrate.quad(lambda x: min(p(x)[0], q(x)[0]), a, b, limit=500)[0] for a, b in zip(parts, parts[1:]))
    own = lambda sample: np.linspace(sample.min(), sample.max(), 1000)
    return {"one": [np.atleast_1d(x).tolist() for x in one], "other": [np.atleast_1d(x).tolist() for x in other],
            "within": within.tolist(), "between": between.tolist(), "at": float(between.mean()), "density": float(q(between.mean())[0]),
            "overlapArea": area, "divergence": float(stats.entropy(p(own(within)), q(own(between))))}


def sets():
    dice = np.random.default_rng(7)
    yield "scalars", compared(dice.normal(2, 0.5, 12), dice.normal(2.4, 0.9, 9))
    yield "histograms", compared(dice.dirichlet(np.ones(12), 10), dice.dirichlet(np.arange(1, 13), 10))
    yield "apart", compared(dice.normal(0, 0.1, 8), dice.normal(9, 1, 8))
    yield "outlier", compared(np.append(dice.normal(0, 0.05, 20), 3.0), dice.normal(0.2, 0.05, 20))


if __name__ == "__main__":
    names = ["pop909-098.mid", "pop909-331.mid", "pop909-764.mid"]
    files = [{"file": name, "count": len(notes), **metrics(notes)} for name in names for notes in [piece(name)]]
    pieces = [{"notes": notes, **metrics(notes)} for seed in range(8) for notes in [thrown(seed, 6 + 14 * seed)]]
    print(json.dumps({"files": files, "thrown": pieces, "sets": dict(sets())}).replace("}, ", "},\n").replace("], \"", "],\n \""))
