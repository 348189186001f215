package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.spark.storage.CheckpointFolder;
import dev.evenkeel.spark.storage.CheckpointName;
import dev.evenkeel.spark.worker.WorkerTask;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What a worker of a training does: takes in its rows, encodes them, trains together with the others, and gives the model back. */
final class Training implements WorkerTask<Row> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 200;

    /** Settings that a training which goes on may not change and is told so, since no other training differs in these alone. */
    private static final Set<String> OF_THE_CLUSTER = Set.of("workers", "kernels");

    private final TrainingJob job;
    private final @Nullable CheckpointFolder checkpoints;

    /** @param checkpoints where its state is kept */
    Training(TrainingJob job, Optional<CheckpointFolder> checkpoints) {
        this.job = job;
        this.checkpoints = checkpoints.orElse(null);
    }

    @Override
    public byte[] run(Iterator<Row> rows, Workers workers) {
        if (checkpoints == null) {
            return train(examples(rows, workers), workers, RowDigest.NONE).bytes();
        }
        RowDigest digest = new RowDigest();
        Examples examples = examples(digest.counting(rows), workers);
        return train(examples, workers, digest.of(workers)).bytes();
    }

    Examples examples(Iterator<Row> rows, Workers workers) {
        LearntColumns.Collector columns = job.columns().collector();
        Labels labels = new Labels(job.label(), job.labelPlace());
        ExampleMarks marks = new ExampleMarks(job.marks());
        long number = 0;
        for (; rows.hasNext(); number++) {
            Row row = rows.next();
            try {
                columns.add(row);
                labels.add(row);
                marks.add(row);
            } catch (EvenkeelException unfit) {
                throw new EvenkeelException(
                        job.who() + " cannot learn from row " + (number + 1) + place(workers) + ", " + shown(row) + ": "
                                + unfit.getMessage(),
                        unfit);
            }
        }
        if (workers.several()) {
            double[] all = {number, marks.weight(), marks.held()};
            workers.add(all);
            if (all[0] == 0) {
                throw new EvenkeelException(ExampleMarks.NO_ROWS);
            }
            if (marks.areWeighted() && all[1] == 0) {
                throw new EvenkeelException(ExampleMarks.NO_WEIGHT);
            }
            if (all[2] == all[0]) {
                throw new EvenkeelException(ExampleMarks.allHeld((long) all[0]));
            }
            marks.ofPart(all[2] > 0);
        }
        labels.share(workers);
        return columns.examples(labels, marks, workers);
    }

    private static String place(Workers workers) {
        return workers.several() ? " of worker " + workers.rank() : "";
    }

    private static String shown(Row row) {
        String values = IntStream.range(0, row.size())
                .mapToObj(place -> String.valueOf(row.get(place)))
                .collect(Collectors.joining(", "));
        return values.length() > MAX_SHOWN ? "[" + values.substring(0, MAX_SHOWN) + "...]" : "[" + values + "]";
    }

    private Trained train(Examples examples, Workers workers, RowDigest.Of rows) {
        TaskContext task = TaskContext.get();
        List<EpochReport> epochs = new ArrayList<>();
        int all = total(examples.training(), workers);
        int validation = examples.validation().map(held -> total(held, workers)).orElse(0);
        Trainer trainer = new Recipe(job, examples, all)
                .trainer(task.cpus())
                .workers(workers, job.batchStatistics())
                .onEpoch(epochs::add)
                .cancelWhen(task::isInterrupted);
        List<String> notes = new ArrayList<>(examples.notes());
        trainer.audit(examples.training()).findings().forEach(finding -> notes.add(String.valueOf(finding)));
        CheckpointFolder folder = checkpoints;
        Optional<CheckpointName> name =
                folder == null ? Optional.empty() : Optional.of(name(trainer, job.batchStatistics(), rows));
        Model model = folder == null || name.isEmpty()
                ? trainer.fit(examples.training())
                : folder.train(trainer, examples.training(), workers, name.get());
        return new Trained(
                bytes(examples.completed(model)),
                Trained.account(all, validation, epochs, notes),
                name.map(CheckpointName::file));
    }

    static CheckpointName name(Trainer trainer, BatchStatistics statistics, RowDigest.Of rows) {
        Map<String, JsonValue> settings = new LinkedHashMap<>(trainer.settings().members());
        settings.keySet().removeAll(OF_THE_CLUSTER);
        settings.put("batchStatistics", JsonValue.of(statistics.name()));
        return CheckpointName.of(JsonObject.of(settings).toString(), rows.content(), rows.order());
    }

    /** How many examples all workers have. */
    private static int total(Dataset data, Workers workers) {
        double[] sizes = {data.size()};
        workers.add(sizes);
        return (int) sizes[0];
    }

    private static byte[] bytes(Model model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.write(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }
}
