package dev.evenkeel.spark.comparison;

import dev.evenkeel.json.Json;
import dev.evenkeel.lab.comparison.Comparison;
import dev.evenkeel.lab.comparison.ComparisonProgress;
import dev.evenkeel.lab.comparison.ComparisonResult;
import dev.evenkeel.lab.comparison.Place;
import dev.evenkeel.lab.comparison.SharedTrainings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The trainings of a {@link Comparison}, each configuration with each seed, as tasks of a cluster: one training a task, on one thread. The
 * result, its report and every number but times are those of {@link Comparison#run} on one computer with the same processor.
 */
public final class ClusterComparison {
    private ClusterComparison() {}

    /** Makes the same comparison at the driver and in every task: its data lie where all can read them, or in a broadcast. */
    @FunctionalInterface
    public interface Source extends Serializable {
        Comparison comparison();
    }

    /** Is told at the driver, while the cluster trains. */
    @FunctionalInterface
    public interface Listener {
        /** @param done how many of {@code all} trainings have ended */
        void trained(int done, int all);
    }

    /**
     * Trains what {@code folder} does not hold yet. What has ended is kept there at once, so a job that is stopped goes on where it was.
     *
     * @param folder of the driver
     * @throws dev.evenkeel.EvenkeelException if the folder holds another comparison, or a configuration cannot be trained
     */
    public static ComparisonResult run(SparkContext context, Source source, Path folder, Listener listener) {
        Comparison comparison = source.comparison();
        SharedTrainings trainings = comparison.shared(folder);
        List<Place> missing = trainings.missing();
        if (!missing.isEmpty()) {
            int[] done = {0};
            train(context, source, missing, (index, trial) -> {
                trainings.keep(missing.get(index), Json.parse(trial).asObject());
                done[0]++;
                listener.trained(done[0], missing.size());
            });
        }
        Consumer<ComparisonProgress> nothing = progress -> {};
        return comparison.run(folder, 1, nothing, () -> false);
    }

    /** Takes what a training left, as soon as it has ended. */
    private interface Taking {
        void take(int index, String trial);
    }

    private static void train(SparkContext context, Source source, List<Place> places, Taking taking) {
        RDD<int[]> rows = JavaSparkContext.fromSparkContext(context)
                .parallelize(
                        places.stream()
                                .map(place -> new int[] {place.configuration(), Math.toIntExact(place.seed())})
                                .toList(),
                        places.size())
                .rdd();
        Seq<Object> all = CollectionConverters.asScala(IntStream.range(0, places.size())
                        .<Object>mapToObj(index -> index)
                        .toList())
                .toSeq();
        context.runJob(rows, new Training(source), all, new Taken(taking), ClassTag$.MODULE$.apply(String.class));
    }

    private static final class Training extends AbstractFunction2<TaskContext, Iterator<int[]>, String>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final Source source;

        Training(Source source) {
            this.source = source;
        }

        @Override
        public String apply(TaskContext context, Iterator<int[]> rows) {
            int[] row = rows.next();
            return source.comparison()
                    .train(new Place(row[0], row[1]), context::isInterrupted)
                    .toString();
        }
    }

    private static final class Taken extends AbstractFunction2<Object, String, BoxedUnit> {
        private final Taking taking;

        Taken(Taking taking) {
            this.taking = taking;
        }

        @Override
        public BoxedUnit apply(Object index, String trial) {
            taking.take((Integer) index, trial);
            return BoxedUnit.UNIT;
        }
    }
}
