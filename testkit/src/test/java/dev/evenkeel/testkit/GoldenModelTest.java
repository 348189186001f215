package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A model file of format version 1, trained on {@link Samples} with a fixed seed, and what it predicted then. */
class GoldenModelTest {
    private static final float[][] PREDICTIONS = {
        {-0.43520367f, 0.2914459f},
        {0.8815719f, 0.5005917f},
        {0.26377156f, 0.42588824f},
        {0.7928501f, 0.52921367f}
    };

    @Test
    void aFileOfFormatVersionOneStaysReadableAndPredictsTheSame() throws URISyntaxException {
        URL file = Objects.requireNonNull(GoldenModelTest.class.getResource("/golden/model-1.safetensors"));
        Model model = Model.read(Path.of(file.toURI()));
        assertThat(model.sampleCounts("1").batches()).hasValue(9);
        Predictor predictor = model.freeze();
        for (int index = 0; index < PREDICTIONS.length; index++) {
            float[] input =
                    Samples.examples(3, 2, PREDICTIONS.length).get(index).input();
            double[] expected = LayerHarness.doubles(PREDICTIONS[index], 2);
            Near.assertNear("prediction " + index, predictor.predict(input), expected, 1e-6);
        }
    }
}
