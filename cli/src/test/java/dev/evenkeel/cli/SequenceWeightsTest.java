package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights alone of built-in networks that read sequences. */
class SequenceWeightsTest {
    private static final int STATES = 64;

    @TempDir
    private Path folder;

    @Test
    void trainingGoesOnFromTheWeightsOfAGru() throws IOException {
        CommandCall trained = further(weights("", 0), "--input", "4,1");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.json().integer("parameters"))
                .isEqualTo(2 * (3 * STATES * (1 + STATES + 2)) + 2 * 2 * STATES + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gru.weight_hh_l0 | 0 | tensor 'gru.weight_hh_l0' [192, 64] of gru 'gru' is missing",
                "gru.bias_ih_l0_reverse | 0 | tensor 'gru.bias_ih_l0_reverse' [192] of gru 'gru' is missing",
                "gru.weight_ih_l0 | 2 | tensor 'gru.weight_ih_l0' is [192, 3], but the network's gru 'gru' needs [192, 1]",
                "head.weight | 0 | needs 'gru.weight_ih_l0' [192, 1], 'gru.weight_hh_l0' [192, 64]",
                "head.weight | 3 | and 'head.weight' [outputs, 128], but it has no matrix of 128 columns",
            })
    void weightsThatAreMissingOrOfOtherShapeAreNamed(String name, int wider, String words) throws IOException {
        CommandCall refused = further(weights(name, wider), "--input", "4,1");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains(words).doesNotContain("unexpected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"--seed|2|say --input 29,12", "--input|4|say --input 4,1"})
    void aGruSaysWhichShapeItsWeightsDoNotTell(String option, String value, String words) throws IOException {
        CommandCall refused = further(weights("", 0), option, value);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("--network gru needs the positions and channels of a sequence too: " + words);
    }

    private CommandCall further(Path weights, String option, String value) throws IOException {
        StringBuilder series = new StringBuilder("@problemName p\n@classLabel true a b\n@data\n");
        for (int one = 0; one < 20; one++) {
            series.append(one % 2 == 0 ? "1,2,1,2:a\n" : "2,1,2,1:b\n");
        }
        Path data = CommandCall.write(folder.resolve("some.ts"), series.toString());
        return CommandCall.of(
                "train",
                "--from",
                weights,
                "--network",
                "gru",
                "--data",
                data,
                "--epochs",
                1,
                "--out",
                folder.resolve("run"),
                "--json",
                option,
                value);
    }

    /** Those of a gru in either direction, of which one is missing, or has more columns. */
    private Path weights(String odd, int wider) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String way : new String[] {"", "_reverse"}) {
            add(writer, odd, wider, "gru.weight_ih_l0" + way, 3 * STATES, 1);
            add(writer, odd, wider, "gru.weight_hh_l0" + way, 3 * STATES, STATES);
            add(writer, odd, wider, "gru.bias_ih_l0" + way, 3 * STATES);
            add(writer, odd, wider, "gru.bias_hh_l0" + way, 3 * STATES);
        }
        add(writer, odd, wider, "head.weight", 2, 2 * STATES);
        add(writer, odd, wider, "head.bias", 2);
        Path file = folder.resolve("weights.safetensors");
        writer.write(file);
        return file;
    }

    private static void add(SafetensorsWriter writer, String odd, int wider, String name, int... extents) {
        if (name.equals(odd) && wider == 0) {
            return;
        }
        int[] shape = extents.clone();
        shape[shape.length - 1] += name.equals(odd) ? wider : 0;
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        float[] values = new float[size];
        Random random = new Random(1);
        for (int index = 0; index < size; index++) {
            values[index] = (float) random.nextGaussian() / 8;
        }
        writer.floats(name, values, shape);
    }
}
