namespace LivePerformer.Music;

/// <summary>The most pairs that two sets can form, each member in one pair at most.</summary>
/// <remarks>Hopcroft and Karp (1973), begun greedily. Where several matchings are as large, the order of the search decides which
/// one is found, and with it the average overlap of the notes: it is that of mir_eval's matching, which goes back to Eppstein (2002).</remarks>
internal sealed class BipartiteMatching
{
    private const int Nobody = -1, Start = -1, Unreached = -2;

    private readonly IReadOnlyList<IReadOnlyList<int>> graph;
    private readonly int[] partner;      // of each right member, or nobody
    private readonly int[] cameFrom;     // the right member from which a left one was reached, in this search
    private readonly int[] layer;        // in which a right member was reached
    private readonly List<int>?[] ways;  // the left members from which a right one was reached, until it is walked through
    private readonly List<int> ends = [];
    private readonly Stack<(int Right, List<int> Ways, int Next)> path = new();

    private BipartiteMatching(IReadOnlyList<IReadOnlyList<int>> graph, int rights)
    {
        this.graph = graph;
        partner = new int[rights];
        cameFrom = new int[graph.Count];
        layer = new int[rights];
        ways = new List<int>?[rights];
        Array.Fill(partner, Nobody);
    }

    /// <param name="graph">The right members that each left one may be paired with.</param>
    /// <param name="rights">How many right members there are.</param>
    /// <returns>For each right member its left one, or -1.</returns>
    public static int[] Of(IReadOnlyList<IReadOnlyList<int>> graph, int rights)
    {
        var search = new BipartiteMatching(graph, rights);
        search.Begin();
        while (search.FindEnds())
        {
            foreach (int end in search.ends) search.Augment(end);
        }

        return search.partner;
    }

    private void Begin()
    {
        for (int left = 0; left < graph.Count; left++)
        {
            foreach (int right in graph[left])
            {
                if (partner[right] != Nobody) continue;

                partner[right] = left;
                break;
            }
        }
    }

    /// <summary>Walks from the left members that are alone, layer by layer, until right ones are met that are alone too.</summary>
    private bool FindEnds()
    {
        ends.Clear();
        Array.Fill(layer, 0);
        Array.Fill(ways, null);
        Array.Fill(cameFrom, Start);
        foreach (int left in partner)
        {
            if (left != Nobody) cameFrom[left] = Unreached;
        }

        List<int> now = [.. Enumerable.Range(0, graph.Count).Where(left => cameFrom[left] == Start)];
        for (int depth = 1; now.Count > 0 && ends.Count == 0; depth++)
        {
            List<int> reached = Reach(now, depth);
            now = [];
            foreach (int right in reached)
            {
                int left = partner[right];
                if (left == Nobody)
                {
                    ends.Add(right);
                    continue;
                }

                now.Add(left);
                cameFrom[left] = right;
            }
        }

        return ends.Count > 0;
    }

    private List<int> Reach(List<int> lefts, int depth)
    {
        var reached = new List<int>();
        foreach (int left in lefts)
        {
            foreach (int right in graph[left])
            {
                if (layer[right] == 0)
                {
                    layer[right] = depth;
                    ways[right] = [];
                    reached.Add(right);
                }

                if (layer[right] == depth) ways[right]!.Add(left);
            }
        }

        return reached;
    }

    /// <summary>Walks back through the layers to a left member that is alone, and on the way gives everyone a new partner.</summary>
    /// <remarks>A stack of its own: in a tremolo that is one note too long, the way is as long as the music.</remarks>
    private void Augment(int end)
    {
        path.Clear();
        Enter(end);
        while (path.TryPop(out (int Right, List<int> Ways, int Next) step))
        {
            if (step.Next == step.Ways.Count) continue;   // a dead end

            int left = step.Ways[step.Next];
            path.Push(step with { Next = step.Next + 1 });
            int from = cameFrom[left];
            cameFrom[left] = Unreached;
            if (from >= 0)
            {
                Enter(from);
            }
            else if (from == Start)
            {
                foreach ((int right, List<int> taken, int next) in path) partner[right] = taken[next - 1];
                return;
            }
        }
    }

    private void Enter(int right)
    {
        if (ways[right] is { } open) path.Push((right, open, 0));
        ways[right] = null;
    }
}
