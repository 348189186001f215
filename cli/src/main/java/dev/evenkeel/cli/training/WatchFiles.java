package dev.evenkeel.cli.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.formats.tensorboard.EventFile;
import dev.evenkeel.formats.tensorboard.TrainingEvents;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.train.EpochReport;
import java.io.IOException;
import java.util.function.Consumer;

/** Where a watched run keeps its observations: the journal, and an event file for TensorBoard. */
final class WatchFiles implements AutoCloseable {
    private final ObservationJournal journal;
    private final EventFile events;

    private WatchFiles(ObservationJournal journal, EventFile events) {
        this.journal = journal;
        this.events = events;
    }

    /**
     * Goes on with what is in a run's folder, or begins it.
     *
     * @param step the first one that follows
     * @param before takes what was observed before it
     */
    static WatchFiles goOn(RunFolder run, long step, Consumer<Observation> before) {
        ObservationJournal journal = ObservationJournal.goOn(run.observations(), step, before);
        EventFile events = step == 1 ? EventFile.start(run.folder()) : EventFile.resume(run.folder(), step - 1);
        return new WatchFiles(journal, events);
    }

    void add(Observation observation) {
        journal.add(observation);
        events.write(observation.step(), TrainingEvents.of(observation));
    }

    /** @param step the epoch's last */
    void add(long step, EpochReport epoch) {
        events.write(step, TrainingEvents.of(epoch));
    }

    @Override
    public void close() {
        journal.close();
        try {
            events.close();
        } catch (IOException failed) {
            throw new EvenkeelException(events.path() + " cannot be written: " + failed.getMessage(), failed);
        }
    }
}
