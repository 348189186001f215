package dev.evenkeel.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;

class DatasetDescriptionTest {
    @Test
    void dataSaysInOneLineWhatItIs() {
        Dataset classes = Datasets.of(Shape.of(2), new float[][] {{1, 2}, {3, 4}}, new int[] {0, 1}, Target.classes(2));
        Dataset values = Datasets.of(Shape.of(1, 1, 3), new float[1][3], new float[1][1]);

        assertThat(classes).hasToString("dataset: 2 examples [2], 2 classes");
        assertThat(classes.select(new int[] {1})).hasToString("dataset: 1 example [2], 2 classes");
        assertThat(values).hasToString("dataset: 1 example [1, 1, 3], 1 value");
    }

    @Test
    void anExampleDoesNotSpellOutItsInputs() {
        assertThat(Example.of(new float[784], 3)).hasToString("example of 784 inputs, target [3.0]");
        assertThat(Example.of(new float[4], 0.5f, 1).withWeight(2).withLength(3))
                .hasToString("example of 4 inputs, target [0.5, 1.0], weight 2.0, length 3");
    }
}
