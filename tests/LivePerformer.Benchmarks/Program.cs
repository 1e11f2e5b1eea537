using LivePerformer.Benchmarks;

// One bench, one file, one line here.
Dictionary<string, (string What, Action<string[]> Run)> benches = new()
{
    ["inference"] = ("what one token of a model costs, heard, played and scored; model folders may follow", InferenceBench.Run),
    ["synth"] = ("the piano beside fluidsynth, and a block of 128 frames with 32, 64 and 128 voices", SynthBench.Run),
    ["callback"] = ("the whole audio callback at 128 frames beside its period, with up to 128 voices", CallbackBench.Run),
    ["collector"] = ("both forms of the callback on jackd beside 100 MB/s of garbage: --minutes 10 (each) --frames 128", CollectorBench.Run),
    ["loading"] = ("the callback's library on jackd while pianos are loaded in it, beside a time without: --seconds 30 (each) --frames 128", LoadingBench.Run),
    ["soak"] = ("the program on jackd for a night: presets switched, ports pulled, the server killed, garbage and load; fails unless all is well: --minutes 30 --every 10", SoakBench.Run),
    ["beats"] = ("the beat tracker beside even grids, on a folder of MAESTRO with the ASAP beat annotations", BeatBench.Run),
    ["mask"] = ("what the AI's own sound does to what a microphone hears of the human, with and without its mask: MODEL HUMAN.mid AI.mid [piano.sf2] [seconds]", MaskBench.Run),
    ["sound"] = ("reading WAV and FLAC, resampling and the log-mel spectrogram beside real time; a WAV file may follow", SoundBench.Run),
    ["ear"] = ("a transcriber that listens for long: its cost, its delay, its drift, its memory: --model piano-ear --minutes 30", EarBench.Run),
    ["training"] = ("a training step of each shipped plan beside Torch's bare matrix products, and memory; plan files may follow", TrainingBench.Run),
    ["augmentation"] = ("what it costs to put a clip of sound into rooms, in front of microphones and beside noises", AugmentationBench.Run),
    ["page"] = ("a picture of the page in Chromium with 200 notes, and what feed and page cost the program: --seconds 15 --rounds 3; or --pictures FOLDER", PageBench.Run),
    ["micro"] = ("BenchmarkDotNet over the small pieces; its own options follow, for example --filter '*'", MicroBench.Run),
};

if (args.Length == 0 || !benches.TryGetValue(args[0], out var bench))
{
    Console.WriteLine("dotnet run -c Release --project tests/LivePerformer.Benchmarks -- BENCH [options]");
    foreach ((string name, (string what, _)) in benches) Console.WriteLine($"  {name,-12} {what}");
    return args.Length == 0 ? 0 : 2;
}

bench.Run(args[1..]);
return Environment.ExitCode;
