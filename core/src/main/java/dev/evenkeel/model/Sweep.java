package dev.evenkeel.model;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * All examples on their way through a stretch of a network.
 *
 * @param path the nodes of the stretch
 * @param operations theirs
 * @param gathered layers whose inputs' moments are wanted
 * @param keep outputs that are kept for what comes behind; others are let go
 */
record Sweep(
        Network network,
        Dataset data,
        EvenBatches blocks,
        List<Node> path,
        List<Operation> operations,
        List<Node> gathered,
        Set<String> keep,
        KeptActivations kept,
        Pooling how,
        Kernels kernels) {
    private static final int WAVE = 64;

    List<Moments> run(Team team) {
        Set<String> before = kept.names();
        keep.forEach(kept::begin);
        int[] indices = IntStream.range(0, data.size()).toArray();
        Queue<SweepBuffers> idle = new ConcurrentLinkedQueue<>();
        List<Moments> pooled = moments();
        List<List<Moments>> wave = new ArrayList<>();
        for (int place = 0; place < Math.min(WAVE, blocks.count()); place++) {
            wave.add(moments());
        }
        for (int first = 0; first < blocks.count(); first += WAVE) {
            int start = first;
            int count = Math.min(WAVE, blocks.count() - first);
            team.run(count, 1, (from, to) -> {
                SweepBuffers leased = idle.poll();
                SweepBuffers buffers = leased == null ? new SweepBuffers(this, before) : leased;
                for (int place = from; place < to; place++) {
                    buffers.run(start + place, indices, wave.get(place));
                }
                idle.add(buffers);
            });
            for (int place = 0; place < count; place++) {
                for (int layer = 0; layer < pooled.size(); layer++) {
                    pooled.get(layer).merge(wave.get(place).get(layer));
                }
            }
        }
        before.stream().filter(name -> !keep.contains(name)).forEach(kept::end);
        return pooled;
    }

    private List<Moments> moments() {
        return gathered.stream()
                .map(node -> new Moments(node.inputShapes().get(0).channels()))
                .toList();
    }
}
