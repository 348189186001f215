package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Workspace;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends workspaces without locks. It keeps a bounded number; one more is made for a caller who finds none, and dropped
 * afterwards. Nothing belongs to a thread, so that a million virtual threads cost nothing.
 */
final class WorkspacePool {
    private static final int SLOTS = 2 * Runtime.getRuntime().availableProcessors();

    private final Plan plan;
    private final Compute compute;
    private final AtomicReferenceArray<@Nullable Workspace> slots = new AtomicReferenceArray<>(SLOTS);

    WorkspacePool(Plan plan, Kernels kernels) {
        this.plan = plan;
        compute = new Compute(kernels, Team.alone());
    }

    Workspace lease() {
        for (int slot = 0; slot < SLOTS; slot++) {
            Workspace found = slots.get(slot);
            if (found != null && slots.compareAndSet(slot, found, null)) {
                return found;
            }
        }
        return plan.workspace(compute);
    }

    void giveBack(Workspace workspace) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots.get(slot) == null && slots.compareAndSet(slot, null, workspace)) {
                return;
            }
        }
    }
}
