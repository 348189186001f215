package dev.evenkeel.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "product 256x784x512",
                "packed-product 1x512x256",
                "conv forward 64x28x28x32->64",
                "conv backward-data 64x16x16x64->64",
                "batchNorm backward 256x128",
                "batchNorm+relu forward 128x28x28x32",
                "layerNorm forward 8192x768",
                "step cnn-plain batch 128 channels 64",
                "step resnet20 batch 128",
                "predict mlp",
                "predict resnet20 batch 64",
                "attention backward 12x4x256x32",
                "lstm step 64x100x128->128",
                "step transformer",
                "token transformer"
            })
    void itsTextReadsBackAsTheSameTask(String text) {
        assertThat(Task.parse(text)).hasToString(text);
    }
}
