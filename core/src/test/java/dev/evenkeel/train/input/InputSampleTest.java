package dev.evenkeel.train.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputSampleTest {
    @Test
    void allValuesComeInOrderChannelByChannelOrTogether() {
        Dataset data = Datasets.of(Shape.of(2, 2), new float[][] {{4, 10, 3, 40}, {2, 30, 1, 20}}, new float[2][1]);
        assertThat(InputSample.sorted(data, 2)).containsExactly(new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 40});
        assertThat(InputSample.sorted(data, 1)).containsExactly(new float[] {1, 2, 3, 4, 10, 20, 30, 40});
    }

    @Test
    void manyExamplesAreSampledEvenlyWithTheirExtremes() {
        float[][] inputs = new float[1000][1];
        for (int index = 0; index < inputs.length; index++) {
            inputs[index][0] = index;
        }
        inputs[500][0] = -7;
        float[] sorted = InputSample.sorted(Datasets.of(Shape.of(1), inputs, new float[1000][1]), 1, 10)
                .get(0);
        assertThat(sorted).hasSize(12).startsWith(-7, 99, 199).endsWith(999, 999);
    }

    @Test
    void paddingIsLeftOut() {
        List<Example> examples = new ArrayList<>();
        examples.add(Example.of(new float[] {1, 2, 99}, 0f).withLength(2));
        examples.add(Example.of(new float[] {3, 4, 5}, 0f));
        Dataset data = Datasets.of(Shape.of(3, 1), Target.values(1), examples);
        assertThat(InputSample.sorted(data, 1)).containsExactly(new float[] {1, 2, 3, 4, 5});
    }
}
