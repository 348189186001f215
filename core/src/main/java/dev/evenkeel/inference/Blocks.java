package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs examples in blocks by one plan, in workspaces that it lends without locks. It keeps a bounded number of them; one more is
 * made for a caller who finds none, and dropped afterwards. Nothing belongs to a thread, so that a million virtual threads cost
 * nothing.
 */
final class Blocks {
    private static final int SLOTS = 2 * Runtime.getRuntime().availableProcessors();

    private final Plan plan;
    private final Kernels kernels;
    private final Compute alone;
    private final AtomicReferenceArray<@Nullable Workspace> slots;
    private final Optional<PredictorTeam> team;

    Blocks(Plan plan, Kernels kernels) {
        this.plan = plan;
        this.kernels = kernels;
        alone = new Compute(kernels, Team.alone());
        slots = new AtomicReferenceArray<>(SLOTS);
        team = Optional.empty();
    }

    private Blocks(Blocks same, Team shared) {
        plan = same.plan;
        kernels = same.kernels;
        alone = same.alone;
        slots = same.slots;
        team = Optional.of(new PredictorTeam(shared, plan, kernels, same));
    }

    /** The same with a team to share the work. */
    Blocks on(Team shared) {
        return new Blocks(this, shared);
    }

    boolean hasTeam() {
        return team.isPresent();
    }

    Workspace lease() {
        for (int slot = 0; slot < SLOTS; slot++) {
            Workspace found = slots.get(slot);
            if (found != null && slots.compareAndSet(slot, found, null)) {
                return found;
            }
        }
        return plan.workspace(alone);
    }

    void giveBack(Workspace workspace) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots.get(slot) == null && slots.compareAndSet(slot, null, workspace)) {
                return;
            }
        }
    }

    /** Runs a task on all blocks. */
    void run(int examples, PredictorTeam.BlockTask task) {
        if (team.isPresent() && team.get().run(examples, task)) {
            return;
        }
        Workspace workspace = lease();
        for (int first = 0; first < examples; first += plan.block()) {
            task.run(workspace, first, Math.min(plan.block(), examples - first));
        }
        giveBack(workspace);
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
        Workspace workspace = lease();
        for (int first = 0; first < examples; first += plan.block()) {
            int count = Math.min(plan.block(), examples - first);
            workspace.run(inputs, inputOffset + first * read, mask, first, count);
            write(workspace, finish, count, outputs, outputOffset + first * written);
        }
        giveBack(workspace);
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
