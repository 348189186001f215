package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.spark.storage.CheckpointFolder;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What the task of a training does: takes in its rows, encodes them, trains, and gives the model back. */
final class WorkerTask extends AbstractFunction1<Iterator<Row>, Iterator<byte[]>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 200;

    private final TrainingJob job;

    WorkerTask(TrainingJob job) {
        this.job = job;
    }

    @Override
    public Iterator<byte[]> apply(Iterator<Row> rows) {
        return CollectionConverters.asScala(trained(rows).parts().iterator());
    }

    /** What the user or the data did wrong would be wrong again, so that it is told instead of failing the task. */
    private Trained trained(Iterator<Row> rows) {
        try {
            return train(examples(rows));
        } catch (EvenkeelException problem) {
            if (TaskContext.get().isInterrupted()) {
                throw problem;
            }
            return Trained.refused(problem);
        }
    }

    private Examples examples(Iterator<Row> rows) {
        LearntColumns.Collector columns = job.columns().collector();
        Labels labels = new Labels(job.label(), job.labelPlace());
        ExampleMarks marks = new ExampleMarks(job.marks());
        for (long number = 1; rows.hasNext(); number++) {
            Row row = rows.next();
            try {
                columns.add(row);
                labels.add(row);
                marks.add(row);
            } catch (EvenkeelException unfit) {
                throw new EvenkeelException(
                        job.who() + " cannot learn from row " + number + ", " + shown(row) + ": " + unfit.getMessage(),
                        unfit);
            }
        }
        return columns.examples(labels, marks);
    }

    /** The values of a row but the last, which is its place. */
    private static String shown(Row row) {
        String values = IntStream.range(0, row.size() - 1)
                .mapToObj(place -> String.valueOf(row.get(place)))
                .collect(Collectors.joining(", "));
        return values.length() > MAX_SHOWN ? "[" + values.substring(0, MAX_SHOWN) + "...]" : "[" + values + "]";
    }

    private Trained train(Examples examples) {
        TaskContext task = TaskContext.get();
        List<EpochReport> epochs = new ArrayList<>();
        Trainer trainer = new Recipe(job.parameters(), job.classWeights(), examples)
                .trainer(task.cpus())
                .onEpoch(epochs::add)
                .cancelWhen(task::isInterrupted);
        List<String> notes = new ArrayList<>(examples.notes());
        trainer.audit(examples.training()).findings().forEach(finding -> notes.add(String.valueOf(finding)));
        Optional<CheckpointFolder> checkpoints = job.checkpoints();
        Model model = examples.completed(
                checkpoints.isPresent()
                        ? checkpoints.get().train(trainer, examples.training())
                        : trainer.fit(examples.training()));
        return new Trained(bytes(model), Trained.account(examples, epochs, notes));
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
