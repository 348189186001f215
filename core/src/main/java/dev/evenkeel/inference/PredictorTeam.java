package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import org.jspecify.annotations.Nullable;

/**
 * A team that shares the work of one call at a time: of many examples each thread computes some, of few all compute each
 * operation together. Who finds it reserved computes alone, so that callers never wait for each other.
 */
final class PredictorTeam {
    /** Multiply-adds of a block that is worth a thread's while, about 50 microseconds. */
    private static final long BLOCK_WORK = 1 << 22;

    private static final int BLOCKS_PER_THREAD = 4;
    private static final BlockTask NO_TASK = (workspace, first, count) -> {};

    private final Team team;
    private final Plan plan;
    private final Compute compute;
    private final Blocks alone;
    private final Team.RangeTask blocks = this::runBlock;

    /** Whose operations all threads compute together; like the task it belongs to who has the team. */
    private @Nullable Workspace together;

    private BlockTask task = NO_TASK;

    /** Computes examples in a workspace. */
    @FunctionalInterface
    interface BlockTask {
        void run(Workspace workspace, int first, int count);
    }

    PredictorTeam(Team team, Plan plan, Kernels kernels, Blocks alone) {
        this.team = team;
        this.plan = plan;
        this.alone = alone;
        compute = new Compute(kernels, team);
    }

    /** Runs a task on all examples, if they are worth sharing and the team is free; else returns false. */
    boolean run(int examples, BlockTask given) {
        if (examples * plan.work() < 2 * BLOCK_WORK || !team.tryReserve()) {
            return false;
        }
        try {
            int block = block(examples);
            if ((examples + block - 1) / block >= team.threads()) {
                task = given;
                team.run(examples, block, blocks);
            } else {
                runTogether(examples, given);
            }
        } finally {
            task = NO_TASK;
            team.release();
        }
        return true;
    }

    private int block(int examples) {
        int parts = BLOCKS_PER_THREAD * team.threads();
        long even = Math.max((examples + parts - 1) / parts, BLOCK_WORK / plan.work());
        return (int) Math.max(1, Math.min(plan.block(), even));
    }

    private void runTogether(int examples, BlockTask given) {
        Workspace workspace = together == null ? plan.workspace(compute) : together;
        together = workspace;
        for (int first = 0; first < examples; first += plan.block()) {
            given.run(workspace, first, Math.min(plan.block(), examples - first));
        }
    }

    private void runBlock(int from, int to) {
        Workspace workspace = alone.lease();
        task.run(workspace, from, to - from);
        alone.giveBack(workspace);
    }
}
