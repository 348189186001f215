package dev.evenkeel.cli.training;

import dev.evenkeel.cli.display.AttentionLines;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.TrainingDisplay;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.report.AttentionHistory;
import dev.evenkeel.lab.report.InsideNetwork;
import dev.evenkeel.network.Network;
import dev.evenkeel.observe.Attention;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.train.Trainer;
import java.util.Optional;
import java.util.function.Function;

/** What {@code --watch} does with the observations of a run: it keeps them in the run's folder and shows them as they come. */
public final class RunWatch implements AutoCloseable {
    private final Optional<Integer> everySteps;
    private final RunFolder run;
    private final AttentionHistory attention = new AttentionHistory();
    private final AttentionLines lines;
    private final InsideNetwork inside;
    private Optional<WatchFiles> files = Optional.empty();
    private long step;

    /** @param everySteps how often to observe, if at all */
    public RunWatch(Optional<Integer> everySteps, RunFolder run, Network network) {
        this.everySteps = everySteps;
        this.run = run;
        this.lines = new AttentionLines(network, attention);
        this.inside = new InsideNetwork(network);
    }

    /** @param begin before anything is written */
    Trainer observing(Trainer trainer, TrainingDisplay display, Runnable begin) {
        return everySteps
                .map(every -> trainer.observe(every, observation -> observe(observation, display, begin))
                        .onStep(progress -> open(progress.totalSteps(), begin))
                        .onEpoch(epoch -> files.ifPresent(open -> open.add(step, epoch))))
                .orElse(trainer);
    }

    private void observe(Observation observation, TrainingDisplay display, Runnable begin) {
        open(observation.step(), begin).add(observation);
        take(observation);
        display.watched(lines);
    }

    private void take(Observation observation) {
        attention.add(observation);
        lines.add(observation);
        synchronized (inside) {
            inside.add(observation);
        }
    }

    /** What {@code reader} makes of all that was observed so far; may be asked by another thread than the run's. */
    <T> T shown(Function<InsideNetwork, T> reader) {
        synchronized (inside) {
            return reader.apply(inside);
        }
    }

    /** Opened at the first step, before which a run that is gone on with leaves everything as it is. */
    private WatchFiles open(long now, Runnable begin) {
        step = now;
        if (files.isEmpty()) {
            begin.run();
            files = Optional.of(WatchFiles.goOn(run, now, this::take));
        }
        return files.get();
    }

    /** {@code answer} with what needs attention at the end, if the run is watched. */
    JsonObject told(JsonObject answer) {
        return everySteps.isEmpty()
                ? answer
                : answer.with(
                        "attention",
                        JsonAnswer.array(attention.current().stream()
                                .map(Attention::toJson)
                                .toList()));
    }

    /** Lines for people on what needs attention at the end; empty if the run is not watched. */
    String text() {
        return everySteps.isEmpty() ? "" : lines.atTheEnd();
    }

    @Override
    public void close() {
        files.ifPresent(WatchFiles::close);
    }
}
