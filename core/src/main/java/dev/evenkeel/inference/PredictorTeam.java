package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Workspace;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A team that shares the work of one call at a time: of many examples each thread computes some, of few all compute each
 * operation together. Who finds it at work computes alone, so that callers never wait for each other.
 */
final class PredictorTeam {
    /** Multiply-adds of a block that is worth a thread's while, about 20 microseconds. */
    private static final long BLOCK_WORK = 1 << 20;

    private static final int BLOCKS_PER_THREAD = 4;

    private final Team team;
    private final Plan plan;
    private final Workspace together;
    private final AtomicBoolean atWork = new AtomicBoolean();
    private final Team.RangeTask blocks = this::runBlocks;
    private BlockTask task = (workspace, first, count) -> {};
    private final WorkspacePool alone;

    /** Computes examples in a workspace. */
    @FunctionalInterface
    interface BlockTask {
        void run(Workspace workspace, int first, int count);
    }

    PredictorTeam(Team team, Plan plan, Kernels kernels, WorkspacePool alone) {
        this.team = team;
        this.plan = plan;
        this.alone = alone;
        together = plan.workspace(new Compute(kernels, team));
    }

    /** Runs a task on all examples, if they are worth sharing and the team is free; else returns false. */
    boolean run(int examples, BlockTask given) {
        if (examples * plan.work() < 2 * BLOCK_WORK || !atWork.compareAndSet(false, true)) {
            return false;
        }
        try {
            int block = block(examples);
            if ((examples + block - 1) / block >= team.threads()) {
                task = given;
                team.run(examples, block, blocks);
            } else {
                for (int first = 0; first < examples; first += plan.block()) {
                    given.run(together, first, Math.min(plan.block(), examples - first));
                }
            }
        } finally {
            atWork.set(false);
        }
        return true;
    }

    private int block(int examples) {
        int parts = BLOCKS_PER_THREAD * team.threads();
        long even = Math.max((examples + parts - 1) / parts, BLOCK_WORK / plan.work());
        return (int) Math.max(1, Math.min(plan.block(), even));
    }

    private void runBlocks(int from, int to) {
        Workspace workspace = alone.lease();
        task.run(workspace, from, to - from);
        alone.giveBack(workspace);
    }
}
