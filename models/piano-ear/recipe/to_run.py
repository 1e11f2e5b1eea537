"""Makes of the weights that ear.py wrote a run that `LivePerformer.Trainer export` takes: to_run.py FROM RUN"""
import argparse
import hashlib
import json
import os

import numpy as np

FEATURES = dict(id="log-mel/1", sampleRate=16000, window=2048, ahead=80, hop=160, bands=229, lowest=30, highest=8000, floor=1e-5)


def note_of(weights, data, licence, precision):
    """The note of RUN/best.tensors: TranscriberWeights.cs, in whose plan (TrainingPlan.cs) what has no part here is as it is there."""
    a = weights["args"]
    _, _, loss, agreement, *_ = [row for row in weights["log"] if row[0] == "validation"][-1]
    shape = dict(bands=FEATURES["bands"], **{name: a[name] for name in ("channels", "width", "memory", "layers", "inner")})
    progress = dict(steps=weights["step"], tokens=weights["heard"], seconds=weights["seconds"], validatedAt=weights["seconds"], best=loss, sinceBest=0)
    plan = dict(kind="transcriber", embedding=a["width"], hidden=a["memory"], layers=a["layers"], channels=a["channels"], heads=8, inner=a["inner"],
                dropout=0, transpose=0, batch=a["batch"], accumulate=1, length=a["length"], rate=a["rate"], warmUp=a["warm"], schedule="linear",
                lowestRate=0, optimizer="muon", weightDecay=a["decay"], averaging=a["averaging"], clip=1, precision=precision, seed=a["seed"],
                minutes=weights["seconds"] / 60, epochs=3, validateEvery=a["validate"] / 60, validationTokens=2048, saveEvery=a["validate"] / 60,
                patience=8, threads=1)
    return dict(shape=shape, features=FEATURES, data=data, licence=licence, validationLoss=loss, validationAgreement=agreement, isFinal=True,
                progress=progress, plan=plan)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", metavar="FROM", help="folder with weights.json, weights0.npy and weights1.npy")
    parser.add_argument("run", metavar="RUN", help="folder that best.tensors is written to")
    parser.add_argument("--data", metavar="TEXT", default="maestro-subset (maestro-v3.0.0.csv), rendered on random pianos; maps-synth (train); people who talk and other instruments")
    parser.add_argument("--licence", metavar="TEXT", default="performances CC BY-NC-SA 4.0; recordings of maps-synth for research alone; pianos, voices and instruments as named in the card")
    parser.add_argument("--precision", metavar="WORD", default="bf16", help="in which the products were computed (default: bf16)")
    a = parser.parse_args()
    with open(os.path.join(a.source, "weights.json")) as f:
        weights = json.load(f)
    floats = np.concatenate([np.load(os.path.join(a.source, f"weights{i}.npy")) for i in range(2)]).astype("<f4")
    if sum(int(np.prod(shape)) for _, shape in weights["tensors"]) != len(floats):
        parser.error(f"weights.json and weights*.npy in '{a.source}' are not of one run. Copy all three again.")
    if not np.isfinite(floats).all():
        parser.error(f"'{a.source}' has weights that are not numbers. Train again, at a lower rate.")

    head = json.dumps(dict(note=note_of(weights, a.data, a.licence, a.precision), tensors=[dict(name=n, shape=s) for n, s in weights["tensors"]])).encode()
    body = b"LPTENSOR" + len(head).to_bytes(4, "little") + head + floats.tobytes()
    os.makedirs(a.run, exist_ok=True)
    path = os.path.join(a.run, "best.tensors")
    with open(path + ".new", "wb") as f:
        f.write(body + hashlib.sha256(body).digest())
    os.replace(path + ".new", path)
    print(f"{path}: {len(floats)} weights")


if __name__ == "__main__":
    main()
