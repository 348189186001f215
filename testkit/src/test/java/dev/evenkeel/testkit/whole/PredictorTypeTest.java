package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The best-known bug of batch normalization, predicting with the statistics of the batch at hand, cannot be written. */
class PredictorTypeTest {
    @TempDir
    private Path folder;

    @Test
    void anExampleGivesTheSameBitsAloneInAnyBatchAndFromAnyThread() throws InterruptedException {
        Model model = Runs.trainer(2).fit(Runs.data(200));
        Predictor predictor = model.freeze();
        Dataset data = Runs.data(131);
        Batch batch = new Batch(131, data.inputShape(), data.target());
        batch.fill(data, java.util.stream.IntStream.range(0, 131).toArray(), 0, 131);
        float[] together = new float[131 * 3];
        predictor.predict(batch.inputs(), 131, together);
        ConcurrentLinkedQueue<String> differences = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int size : new int[] {1, 2, 5, 7, 64, 65}) {
            Thread thread = new Thread(() -> {
                for (int from = 0; from + size <= 131; from++) {
                    float[] some = new float[size * 3];
                    predictor.predict(batch.inputs(), from * 6, size, some, 0);
                    if (!Arrays.equals(some, Arrays.copyOfRange(together, from * 3, (from + size) * 3))) {
                        differences.add(size + " examples from " + from);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void whatMayBeCalledCompiles() {
        assertThat(errors("float[] y = predictor.predict(new float[6]);")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "predictor.train();",
                "predictor.training(true);",
                "predictor.predict(new float[6], dev.evenkeel.layer.Treatment.TRAIN);",
                "predictor.predict(new float[6], dev.evenkeel.layer.Treatment.Source.BATCH);",
                "predictor.predict(new float[6], dev.evenkeel.layer.Step.Purpose.LEARN);",
                "predictor.recalibrate(null);",
                "dev.evenkeel.model.Model model = predictor.model();",
                "new dev.evenkeel.inference.Predictor(null, null, null, null, null);",
                "dev.evenkeel.train.Trainer.from(predictor);",
                "class Mine extends dev.evenkeel.inference.Predictor {}"
            })
    void whatWouldLeadToBatchStatisticsDoesNotCompile(String statement) {
        assertThat(errors(statement)).isNotEmpty();
    }

    @Test
    void noPublicMethodOfAPredictorKnowsOfTraining() {
        for (Method method : Predictor.class.getMethods()) {
            if (Modifier.isPublic(method.getModifiers())) {
                String signature = method.toGenericString();
                assertThat(signature)
                        .doesNotContain(
                                "evenkeel.train",
                                "evenkeel.program",
                                "evenkeel.layer",
                                "evenkeel.norm",
                                "evenkeel.model");
            }
        }
    }

    private List<String> errors(String statement) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        String source =
                "class Attempt { void attempt(dev.evenkeel.inference.Predictor predictor) { " + statement + " } }";
        compiler.getTask(
                        null,
                        null,
                        found,
                        List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(new Source(source)))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Attempt.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
