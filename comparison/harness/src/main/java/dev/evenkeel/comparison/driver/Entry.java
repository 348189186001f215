package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Evidence;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.comparison.driver.worker.Participant.Launch;
import dev.evenkeel.comparison.driver.worker.WorkerProcess;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import dev.evenkeel.json.JsonObject;

/** One setting of one contender in one row, in its process. */
final class Entry {
    private static final double PLACING_NANOS = 40e6;

    private final WorkerProcess process;
    private final Task task;
    private final int index;
    private final Cell cell;
    private final Launch launch;
    private int repetitions = 1;
    private double nanos = Double.NaN;

    Entry(WorkerProcess process, Launch launch, Task task, int index, Cell cell) {
        this.process = process;
        this.launch = launch;
        this.task = task;
        this.index = index;
        this.cell = cell;
    }

    Cell cell() {
        return cell;
    }

    Task task() {
        return task;
    }

    Launch launch() {
        return launch;
    }

    Evidence evidence() throws FailedException {
        return Evidence.of(process.ask("evidence", task, index));
    }

    /** Warms it up and finds out how often it runs in a turn. */
    void warm(Pace pace) throws FailedException {
        boolean own = cell.participant().isOwn() || cell.participant() == Participant.DL4J;
        double least = own ? pace.leastWarm() : pace.nativeWarm();
        double most = own ? pace.mostWarm() : 3 * pace.nativeWarm();
        JsonObject answer = process.ask("warm", task, index, least, most);
        nanos = answer.number("nanos");
        repetitions = (int) Math.max(1, Math.min(100_000, Math.ceil(pace.burst() * 1e9 / nanos)));
    }

    /** Nanoseconds at the end of the warm-up. */
    double warmNanos() {
        return nanos;
    }

    /**
     * The median of a turn, in nanoseconds. Of several threads it begins once they have worked for a while: a system may wake a thread
     * on the processor of who woke it, and moves it to another some milliseconds later.
     */
    double measure() throws FailedException {
        if (cell.threads() > 1 && !isSlow()) {
            int placing = (int) Math.max(1, Math.min(100_000, PLACING_NANOS / nanos));
            JsonObject unused = process.ask("measure", task, index, placing);
        }
        return process.ask("measure", task, index, repetitions).number("nanos");
    }

    /** Lets threads that wait for more work for a while, as those of OpenMP, OpenBLAS and ONNX Runtime, go to sleep. */
    void settle() throws InterruptedException {
        if (cell.threads() > 1 && !cell.participant().isOwn()) {
            process.awaitIdle();
        }
    }

    boolean isSlow() {
        return nanos > Pace.SLOW * 1e9;
    }
}
