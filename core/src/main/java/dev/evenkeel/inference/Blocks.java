package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.operation.Workspace;
import dev.evenkeel.tensor.Mask;
import java.util.Optional;

/**
 * What runs examples in blocks by one plan.
 *
 * @param team that shares the work, if there is one
 */
record Blocks(Plan plan, Kernels kernels, WorkspacePool pool, Optional<PredictorTeam> team) {
    static Blocks of(Plan plan, Kernels kernels) {
        return new Blocks(plan, kernels, new WorkspacePool(plan, kernels), Optional.empty());
    }

    Blocks on(Team shared) {
        return new Blocks(plan, kernels, pool, Optional.of(new PredictorTeam(shared, plan, kernels, pool)));
    }

    /** Runs a task on all blocks. */
    void run(int examples, PredictorTeam.BlockTask task) {
        if (team.isPresent() && team.get().run(examples, task)) {
            return;
        }
        Workspace workspace = pool.lease();
        for (int first = 0; first < examples; first += plan.block()) {
            task.run(workspace, first, Math.min(plan.block(), examples - first));
        }
        pool.giveBack(workspace);
    }

    /** Runs examples that lie one after the other; without a team it allocates nothing. */
    void run(
            float[] inputs,
            int inputOffset,
            int examples,
            float[] outputs,
            int outputOffset,
            Mask mask,
            OutputActivation finish) {
        int read = plan.input().size();
        int written = plan.output().size();
        if (team.isPresent()) {
            run(examples, (workspace, first, count) -> {
                workspace.run(inputs, inputOffset + first * read, mask, first, count);
                write(workspace, finish, count, outputs, outputOffset + first * written);
            });
            return;
        }
        Workspace workspace = pool.lease();
        for (int first = 0; first < examples; first += plan.block()) {
            int count = Math.min(plan.block(), examples - first);
            workspace.run(inputs, inputOffset + first * read, mask, first, count);
            write(workspace, finish, count, outputs, outputOffset + first * written);
        }
        pool.giveBack(workspace);
    }

    private void write(Workspace workspace, OutputActivation finish, int examples, float[] outputs, int at) {
        workspace.finish(kernels, finish, examples);
        System.arraycopy(
                workspace.output().values(),
                0,
                outputs,
                at,
                examples * plan.output().size());
    }
}
