using System.Diagnostics;
using System.Text.Json;
using LivePerformer.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>One training run in one folder: begun, interrupted, resumed and finished.</summary>
/// <remarks>One thread. The folder holds run.json (the plan), checkpoint.tensors, best.tensors, loss.csv and loss.png.</remarks>
public sealed class TrainingRun : IDisposable
{
    public const string CheckpointFile = "checkpoint.tensors";
    public const string PlanFile = "run.json";
    private const int StepsPerRow = 25;

    /// <param name="Data">Fingerprint of the music; null in checkpoints from before it was kept.</param>
    private sealed record Checkpoint(TrainingPlan Plan, Progress Progress, PieceStreams.Place? Place, NoteWindows.Place? Windows = null, string? Data = null, SoundClips.Place? Clips = null);

    private readonly string folder;
    private readonly Course course;
    private readonly nn.Module network;
    private readonly nn.Module averaged;
    private readonly Optimizer optimizer;
    private readonly Replica[] replicas;
    private LossCurve? curve;
    private (long Hits, long Of) guessed;   // since the curve's last row

    private TrainingRun(TrainingPlan plan, string dataFolder, string folder, Device device)
    {
        (Plan, this.folder) = (plan, folder);
        int threads = device.type == DeviceType.CPU ? Math.Clamp(plan.Threads, 1, plan.Batch) : 1;
        set_num_threads(1);   // the replicas are the threads
        if (device.type == DeviceType.CUDA)
        {
            // On CUDA alone: what is left of a product's factors is 10 bits, its sum stays in 32.
            backends.cuda.matmul.allow_tf32 = plan.Precision == TrainingPlan.TensorFloat;
            backends.cudnn.allow_tf32 = plan.Precision == TrainingPlan.TensorFloat;
        }

        manual_seed(plan.Seed);
        course = Course.For(plan, dataFolder, device);
        network = course.NewNetwork(plan.Dropout);
        averaged = course.NewNetwork(0);
        network.train();
        optimizer = new Optimizer(network.named_parameters(), plan.WeightDecay, plan.Averaging, plan.Optimizer == TrainingPlan.Muon ? course.Matrices : _ => 0);
        replicas = [.. Enumerable.Range(0, threads).Select(i =>
        {
            int rows = plan.Batch * plan.Accumulate, first = rows * i / threads, next = rows * (i + 1) / threads;
            return course.NewReplica(i == 0 ? network : Copy(), first, next - first);
        })];

        nn.Module Copy()
        {
            nn.Module copy = course.NewNetwork(plan.Dropout);
            copy.train();
            Overwrite(Named(network), copy);
            return copy;
        }
    }

    public TrainingPlan Plan { get; }

    /// <summary>What to do where a file of the run cannot be written.</summary>
    public string Remedy { get; set; } = WholeFile.MakeRoomAndResume;

    public Progress Progress { get; private set; } = new();

    /// <summary>Mean training loss of late, nats per token.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Validation loss at the last look at it, nats per token.</summary>
    public double Validated { get; private set; } = double.NaN;

    /// <summary>Share of the last step's guesses that were right.</summary>
    public double Accuracy { get; private set; } = double.NaN;

    /// <summary>How this run speaks of what it trains.</summary>
    public CourseWords Words => course.Words;

    /// <summary>How much of the budget is used, 0 to 1.</summary>
    public double Fraction => Plan.Minutes is { } minutes
        ? Math.Min(1, Progress.Seconds / (60 * minutes))
        : Math.Min(1, Progress.Tokens / (Plan.Epochs * course.PerEpoch));

    public long Parameters => network.parameters().Sum(p => p.numel());

    /// <summary>Begins a run in a new or empty folder.</summary>
    /// <exception cref="LivePerformerException">The plan makes no sense, the data are missing, the folder already holds a run, or the device is not there.</exception>
    public static TrainingRun Begin(TrainingPlan plan, string dataFolder, string folder, string device = "cpu")
    {
        PlanRules.Check(plan);
        if (File.Exists(Path.Combine(folder, CheckpointFile)))
            throw new LivePerformerException($"'{folder}' already holds a run. Go on with --resume, or name another folder with --out.");

        var run = Fitting(plan, () => new TrainingRun(plan, dataFolder, folder, Open(device, plan.Precision)));
        try
        {
            Directory.CreateDirectory(folder);
            LivePerformer.Trainer.PlanFile.Write(Path.Combine(folder, PlanFile), plan);
            return run;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LivePerformerException)
        {
            run.Dispose();
            throw new LivePerformerException($"Cannot write into '{folder}' ({(e.InnerException ?? e).Message}). Name another folder with --out.", e);
        }
    }

    /// <summary>Takes up weights that were trained before; a run that does not get better keeps them.</summary>
    /// <param name="weights">Row-major, by Torch's names.</param>
    /// <param name="isGrowing">Whether the network may have weights beside them, which stay as they are.</param>
    /// <exception cref="LivePerformerException">They do not fit the plan's sizes.</exception>
    public void StartFrom(IReadOnlyDictionary<string, float[]> weights, bool isGrowing = false, CancellationToken stop = default)
    {
        if (isGrowing && weights.Keys.Except(Weights.Select(weight => weight.Name)).FirstOrDefault() is { } stranger)
            throw new LivePerformerException($"The weights to start from have a '{stranger}', which this network has no place for: they are of another one.");

        using (no_grad())
        {
            foreach ((string name, Tensor value) in Weights)
            {
                if (isGrowing && !weights.ContainsKey(name)) continue;

                if (!weights.TryGetValue(name, out float[]? values) || values.Length != value.numel())
                    throw new LivePerformerException($"The weights to start from have no '{name}' of {value.numel()} numbers: they are of another network.");
                using Tensor given = tensor(values).view(value.shape);
                value.copy_(given);
            }
        }

        foreach (Replica replica in replicas.Skip(1)) Overwrite(Named(network), replica.Network);
        using (no_grad())
        {
            Dictionary<string, Tensor> now = Weights.ToDictionary(weight => weight.Name, weight => weight.Value);
            foreach ((string name, Tensor average) in optimizer.Averages) average.copy_(now[name]);
        }

        Validate(stop);
    }

    /// <summary>Goes on with a run from its last checkpoint, exactly as if it had not stopped.</summary>
    /// <param name="revise">Changes what may change on the way (budget, transposition, patience, precision); null keeps the plan it was begun with.</param>
    /// <exception cref="LivePerformerException">There is no checkpoint, it is damaged, or it belongs to other data.</exception>
    public static TrainingRun Resume(string dataFolder, string folder, string device = "cpu", Func<TrainingPlan, TrainingPlan>? revise = null)
    {
        string path = Path.Combine(folder, CheckpointFile);
        TensorFile file = TensorFile.Read(path);
        try
        {
            var checkpoint = file.Note<Checkpoint>();
            TrainingPlan plan = revise?.Invoke(checkpoint.Plan) ?? checkpoint.Plan;
            PlanRules.Check(plan);
            Device where = Open(device, plan.Precision);
            var run = Fitting(plan, () => new TrainingRun(plan, dataFolder, folder, where) { Progress = checkpoint.Progress });
            if (checkpoint.Data is { } begun && begun != run.course.Fingerprint) throw new InvalidDataException("it was trained on other music than that of " + dataFolder);

            run.course.Seek(new(checkpoint.Place, checkpoint.Windows, checkpoint.Clips));
            run.optimizer.Steps = checkpoint.Progress.Steps;
            foreach ((string name, Tensor value) in run.Tensors()) file.CopyTo(name, value);
            run.course.Remember(file, run.replicas);
            foreach (Replica replica in run.replicas.Skip(1)) Overwrite(Named(run.network), replica.Network);
            return run;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or JsonException)
        {
            throw new LivePerformerException($"'{path}' does not fit ({e.Message}). Resume with the data it was begun on, or begin a new run.", e);
        }
    }

    /// <summary>Trains until the budget is used or validation no longer improves, or until <paramref name="stop"/>; leaves a checkpoint either way.</summary>
    /// <param name="report">Called after each step.</param>
    /// <param name="say">Called with one line for each validation.</param>
    /// <returns>The best weights' validation loss over the whole split, or null when stopped before.</returns>
    /// <exception cref="DivergedException">The loss is no number any more.</exception>
    /// <exception cref="DoesNotFitException">A step needs more memory than there is.</exception>
    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public double? Train(Action<TrainingRun>? report = null, Action<string>? say = null, CancellationToken stop = default)
    {
        if (!TrainTo(1, report, say, stop)) return null;

        try
        {
            (double nats, double accuracy) = Fitting(Plan, () => Finish(say, stop));
            Note(0, validation: nats, accuracy: accuracy);
            Draw(say);
            return nats;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;   // the checkpoint is that of the last step
        }
    }

    /// <summary>Trains until so much of the budget is used or validation no longer improves, and leaves a checkpoint.</summary>
    /// <param name="fraction">0 to 1.</param>
    /// <returns>False when stopped before.</returns>
    /// <exception cref="DivergedException">The loss is no number any more.</exception>
    /// <exception cref="DoesNotFitException">A step needs more memory than there is.</exception>
    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public bool TrainTo(double fraction, Action<TrainingRun>? report = null, Action<string>? say = null, CancellationToken stop = default)
    {
        double earlier = Progress.Seconds, saved = Progress.Seconds, sum = 0;
        int count = 0;
        guessed = default;
        curve ??= new LossCurve(folder, Progress.Steps, Remedy);
        long began = Stopwatch.GetTimestamp();
        try
        {
            while (Fraction < fraction && Progress.SinceBest < Plan.Patience)
            {
                stop.ThrowIfCancellationRequested();
                double rate = Plan.RateAt(Progress.Steps, Fraction);
                double loss = Step(rate);
                if (!double.IsFinite(loss)) throw Diverged();

                Progress = Progress with { Seconds = earlier + Stopwatch.GetElapsedTime(began).TotalSeconds };
                Loss = double.IsNaN(Loss) ? loss : Loss + (0.02 * (loss - Loss));
                (sum, count) = (sum + loss, count + 1);
                report?.Invoke(this);
                if (count == StepsPerRow)
                {
                    Note(rate, train: sum / count, accuracy: (double)guessed.Hits / guessed.Of);
                    (sum, count, guessed) = (0, 0, default);
                }

                if (Progress.Seconds - Progress.ValidatedAt > 60 * Plan.ValidateEvery)
                {
                    (double nats, double accuracy) = Validate(stop);
                    Note(rate, validation: nats, accuracy: accuracy);
                    say?.Invoke($"step {Progress.Steps}: {nats:F4} {course.Words.Loss}, {accuracy:P1} {course.Words.Right}, on the validation part{(Progress.SinceBest == 0 ? ", the best so far" : $", best {Progress.Best:F4}")}");
                    Draw(say);
                }

                if (Progress.Seconds - saved > 60 * Plan.SaveEvery)
                {
                    Save();
                    saved = Progress.Seconds;
                }
            }

            Save();
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Progress = Progress with { Seconds = Math.Max(Progress.Seconds, earlier) };
            Save();
            return false;
        }
        catch (Exception e) when (DoesNotFitException.Tells(e))
        {
            throw new DoesNotFitException(Plan, e);
        }
    }

    /// <summary>How the averaged weights do now on the part of the validation split that is read on the way; changes nothing.</summary>
    /// <exception cref="DivergedException">The loss is no number.</exception>
    /// <exception cref="DoesNotFitException">It needs more memory than there is.</exception>
    public (double NatsPerToken, double Accuracy) Score(CancellationToken stop = default)
    {
        Overwrite(optimizer.Averages, averaged);
        (double nats, double accuracy) = Fitting(Plan, () => course.Score(averaged, whole: false, replicas.Length, stop));
        return double.IsFinite(nats) ? (nats, accuracy) : throw Diverged();
    }

    /// <summary>One step: batch, loss and backward in every replica, gradients added, clip, step. Returns the loss.</summary>
    public double Step(double rate)
    {
        double loss = Backward();
        optimizer.Clip(Plan.Clip);
        optimizer.Step(rate);
        foreach (Replica replica in replicas.Skip(1)) Overwrite(Named(network), replica.Network);
        Progress = Progress with { Steps = Progress.Steps + 1 };
        return loss;
    }

    /// <summary>The half of a step before the weights move: the next batch's mean loss, returned, and its gradients.</summary>
    public double Backward()
    {
        course.Step = Progress.Steps;
        int scored = course.Draw();
        Task<Guesses>[] others = [.. replicas.Skip(1).Select(replica => Task.Run(replica.Accumulate))];
        Guesses score = replicas[0].Accumulate();
        foreach (Task<Guesses> other in others) score += other.GetAwaiter().GetResult();
        foreach (Replica replica in replicas.Skip(1)) TakeGradients(replica.Network);
        Progress = Progress with { Tokens = Progress.Tokens + scored };
        long of = score.Of > 0 ? score.Of : scored;
        Accuracy = (double)score.Hits / of;
        guessed = (guessed.Hits + score.Hits, guessed.Of + of);
        return score.Nats;
    }

    /// <summary>Writes a checkpoint; the one before stays whole until the new one is.</summary>
    public void Save()
    {
        IReadOnlyList<(string Name, Tensor Value)> memory = course.Memory(replicas);
        Course.Place place = course.Where;
        TensorFile.Write(Path.Combine(folder, CheckpointFile), new Checkpoint(Plan, Progress, place.Streams, place.Windows, course.Fingerprint, place.Clips), [.. Tensors(), .. memory], Remedy);
        foreach ((_, Tensor value) in memory) value.Dispose();
    }

    /// <summary>The network's weights now, by Torch's names.</summary>
    public IEnumerable<(string Name, Tensor Value)> Weights => network.named_parameters().Select(p => (p.name, (Tensor)p.parameter));

    /// <summary>The gradient of each weight after <see cref="Backward"/>, by Torch's names.</summary>
    public IEnumerable<(string Name, Tensor Value)> Gradients =>
        network.named_parameters().Where(p => p.parameter.grad is not null).Select(p => (p.name, p.parameter.grad!));

    public void Dispose()
    {
        foreach (Replica replica in replicas)
        {
            replica.Network.Dispose();
            replica.Dispose();
        }
        averaged.Dispose();
        optimizer.Dispose();
        course.Dispose();
    }

    private (double NatsPerToken, double Accuracy) Validate(CancellationToken stop)
    {
        (double nats, double accuracy) = Score(stop);
        Validated = nats;
        bool better = nats < Progress.Best;
        Progress = Progress with
        {
            ValidatedAt = Progress.Seconds,
            Best = Math.Min(nats, Progress.Best),
            SinceBest = better ? 0 : Progress.SinceBest + 1,
        };
        if (better) KeepBest(optimizer.Averages, nats, accuracy, isFinal: false);
        return (nats, accuracy);
    }

    // Averaged, last and best-so-far weights meet on the whole validation split; the winner stays.
    private (double NatsPerToken, double Accuracy) Finish(Action<string>? say, CancellationToken stop)
    {
        Validate(stop);
        string best = Path.Combine(folder, RunWeights.FileName);
        var candidates = new List<(string Name, IEnumerable<(string, Tensor)> Weights, (double NatsPerToken, double Accuracy) Score)>();
        Overwrite(optimizer.Averages, averaged);
        candidates.Add(("averaged weights", optimizer.Averages, Whole(averaged)));
        candidates.Add(("last weights", Weights, Whole(network)));
        if (Progress.SinceBest > 0)
        {
            TensorFile file = TensorFile.Read(best);
            foreach ((string name, Tensor value) in Named(averaged)) file.CopyTo(name, value);
            candidates.Add(("best weights so far", Named(averaged), Whole(averaged)));
        }

        foreach ((string name, _, (double nats, double accuracy)) in candidates) say?.Invoke($"whole validation split, {name}: {nats:F4} {course.Words.Loss}, {accuracy:P1} {course.Words.Right}");
        // To MinBy, what is no number would be the least of all.
        var winner = candidates.MinBy(candidate => double.IsNaN(candidate.Score.NatsPerToken) ? double.PositiveInfinity : candidate.Score.NatsPerToken);
        if (!double.IsFinite(winner.Score.NatsPerToken)) throw Diverged();

        KeepBest(winner.Weights, winner.Score.NatsPerToken, winner.Score.Accuracy, isFinal: true);
        return winner.Score;

        (double, double) Whole(nn.Module of) => course.Score(of, whole: true, replicas.Length, stop);
    }

    private void Note(double rate, double? train = null, double? validation = null, double accuracy = double.NaN)
    {
        curve!.Add(Progress, rate, train, validation, accuracy);
    }

    private void Draw(Action<string>? say) => LossPlot.Write(folder, say, course.Words);

    private DivergedException Diverged() =>
        new($"The loss is no number after {Progress.Steps} steps. Begin again with a lower --lr than {Plan.Rate}.");

    private void KeepBest(IEnumerable<(string, Tensor)> weights, double nats, double accuracy, bool isFinal) =>
        TensorFile.Write(Path.Combine(folder, RunWeights.FileName), course.Describe(nats, accuracy, isFinal, Progress), weights, Remedy);

    private static T Fitting<T>(TrainingPlan plan, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (DoesNotFitException.Tells(e))
        {
            throw new DoesNotFitException(plan, e);
        }
    }

    private void TakeGradients(nn.Module from)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((Parameter mine, Parameter theirs) in network.parameters().Zip(from.parameters()))
        {
            if (mine.grad is null || theirs.grad is null) continue;

            mine.grad.add_(theirs.grad, Scalars.One);
            theirs.grad.zero_();
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Tensors() =>
        [.. Weights.Select(w => ($"weight.{w.Name}", w.Value)), .. optimizer.State];

    private static IEnumerable<(string Name, Tensor Value)> Named(nn.Module network) =>
        network.named_parameters().Select(p => (p.name, (Tensor)p.parameter));

    private static void Overwrite(IEnumerable<(string Name, Tensor Value)> from, nn.Module to)
    {
        using var _ = no_grad();
        Dictionary<string, Tensor> targets = Named(to).ToDictionary(p => p.Name, p => p.Value);
        foreach ((string name, Tensor value) in from) targets[name].copy_(value);
    }

    private static Device Open(string device, string precision)
    {
        TorchLibrary.Prepare();
        if (device is not ("cpu" or "cuda")) throw new LivePerformerException($"There is no device '{device}'. Use --device cpu or --device cuda.");
        if (device == "cuda" && !cuda.is_available())
            throw new LivePerformerException("This build or this machine has no CUDA. Use --device cpu, or build with -p:Gpu=true on a machine with an NVIDIA driver.");
        if (precision != TrainingPlan.Single && device != "cuda")
            throw new LivePerformerException($"Precision {precision} is there on CUDA alone. Use --precision fp32, or --device cuda.");
        if (device == "cpu") NativeHeap.TryKeep();
        return new Device(device);
    }
}
