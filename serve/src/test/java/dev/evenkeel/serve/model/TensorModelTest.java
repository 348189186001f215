package dev.evenkeel.serve.model;

import static dev.evenkeel.serve.model.Requests.floats;
import static dev.evenkeel.serve.model.Requests.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.image.Thumbnail;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InferResponse;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TensorModelTest {
    private static final Model POINTS = SmallModels.points(1);
    private static final ServedModel SERVED = ServedModels.of("points", Optional.empty(), POINTS);
    private static final Shape IMAGE = Shape.of(6, 4, 3);
    private static final Model IMAGES = SmallModels.images(IMAGE);
    private static final ServedModel PHOTOS = ServedModels.of("photos", Optional.empty(), IMAGES);

    private static void refused(ServedModel model, InferRequest request, String words) {
        assertThatThrownBy(() -> model.examples(request))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessageContaining(words);
    }

    @Test
    void anyNumbersAreTakenAsFloats() {
        float[] whole = {3, 4};
        float[] answer = probabilities(SERVED, floats("input", whole, 1, 2));
        assertThat(answer).isEqualTo(POINTS.freeze().probabilities(whole));
        assertThat(probabilities(
                        SERVED, tensor("input", Datatype.INT64, new TensorData.Longs(new long[] {3, 4}), 1, 2)))
                .isEqualTo(answer);
        assertThat(probabilities(
                        SERVED, tensor("input", Datatype.FP64, new TensorData.Doubles(new double[] {3, 4}), 1, 2)))
                .isEqualTo(answer);
        assertThat(probabilities(SERVED, tensor("input", Datatype.UINT8, new TensorData.Floats(whole), 1, 2)))
                .isEqualTo(answer);
    }

    private static float[] probabilities(ServedModel model, dev.evenkeel.serve.protocol.InputTensor input) {
        return Requests.floats(Requests.answer(model, Requests.of(input)), "probabilities");
    }

    @Test
    void wideNumbersAreRoundedToTheNearestFloat() {
        long[] longs = {(1L << 24) + 1, Long.MIN_VALUE, -1L, 0x8000_0080_0000_0001L};
        assertThat(Numbers.floats(tensor("x", Datatype.INT64, new TensorData.Longs(longs), 4)))
                .containsExactly((float) longs[0], (float) longs[1], -1f, (float) longs[3]);
        assertThat(Numbers.floats(tensor("x", Datatype.UINT64, new TensorData.Longs(longs), 4)))
                .containsExactly(
                        1 << 24, 0x1p63f, 0x1p64f, new java.math.BigInteger("9223372586610589697").floatValue());
        assertThat(Numbers.floats(tensor("x", Datatype.FP64, new TensorData.Doubles(new double[] {0.1, -1e-60}), 2)))
                .containsExactly(0.1f, -0f);
        refused(
                SERVED,
                Requests.of(tensor("input", Datatype.FP64, new TensorData.Doubles(new double[] {1e39, 0}), 1, 2)),
                "has the value 1.0E39, but the model computes in FP32");
    }

    @Test
    void shapesAndNamesMustFit() {
        refused(SERVED, Requests.of(floats("input", new float[2], 2)), "needs the shape [-1, 2], but got [2]");
        refused(SERVED, Requests.of(floats("input", new float[3], 1, 3)), "needs the shape [-1, 2], but got [1, 3]");
        refused(SERVED, Requests.of(floats("x", new float[2], 1, 2)), "has no input 'x', but takes input");
        refused(SERVED, Requests.of(), "has no input 'input'");
        refused(
                SERVED,
                Requests.of(Requests.tensor(
                        "input", Datatype.BYTES, new TensorData.Bytes(List.of(new byte[0], new byte[0])), 1, 2)),
                "needs numbers, but is of BYTES");
        assertThat(SERVED.examples(Requests.of(floats("input", new float[0], 0, 2)))
                        .count())
                .isZero();
        assertThat(SERVED.examples(Requests.example(SERVED)).count()).isEqualTo(1);
    }

    @Test
    void oneRequestBecomesNoMoreThanMemoryAllows() {
        ExampleLimit limit = new ExampleLimit(Shape.of(3), Shape.of(100_000));
        assertThatThrownBy(() -> limit.require(Integer.MAX_VALUE))
                .hasMessageContaining("at most 335 are computed at once");
        limit.require(335);
    }

    @Test
    void onlyWantedOutputsAreGivenInTheirOrder() {
        InferRequest request = Requests.of(floats("input", new float[2], 1, 2));
        assertThat(Requests.answer(SERVED, Requests.asking(request, "probabilities", "label"))
                        .outputs())
                .extracting(output -> output.name())
                .containsExactly("probabilities", "label");
        assertThat(Requests.answer(SERVED, Requests.asking(request, "label")).outputs())
                .hasSize(1);
    }

    @Test
    void whatIsNotFiniteHasNoLabel() {
        InferResponse answer =
                Requests.answer(SERVED, Requests.of(floats("input", new float[] {Float.NaN, 1, 0.5f, 0.5f}, 2, 2)));

        assertThat(Requests.texts(answer, "label").get(0)).isEmpty();
        assertThat(Requests.texts(answer, "label").get(1)).isNotEmpty();
        float[] probabilities = Requests.floats(answer, "probabilities");
        assertThat(Arrays.copyOf(probabilities, 3)).containsOnly(Float.NaN);
        assertThat(probabilities[3]).isFinite();
    }

    @Test
    void scoresThatDoNotExcludeEachOtherHaveNoLabel() {
        Model several = POINTS.with(new Model.Output(OutputActivation.SIGMOID, List.of(), Optional.empty()));
        ServedModel served = ServedModels.of("tags", Optional.empty(), several);

        assertThat(served.description().outputs())
                .containsExactly(new TensorDescription("probabilities", Datatype.FP32, List.of(-1L, 3L)));
        assertThat(served.description().classes()).containsExactly("0", "1", "2");

        ServedModel plain = ServedModels.of("plain", Optional.empty(), POINTS.with(Model.Output.plain()));
        assertThat(plain.description().outputs())
                .containsExactly(new TensorDescription("output", Datatype.FP32, List.of(-1L, 3L)));
        assertThat(plain.description().classes()).isEmpty();
        assertThat(Requests.floats(
                        Requests.answer(plain, Requests.of(floats("input", new float[] {1, 2}, 1, 2))), "output"))
                .isEqualTo(POINTS.freeze().predict(new float[] {1, 2}));
    }

    private static float[] pixels(Shape shape) {
        float[] scaled = new float[shape.size()];
        for (int index = 0; index < scaled.length; index++) {
            scaled[index] = (index * 37 % 256) / 255f;
        }
        return scaled;
    }

    @Test
    void pixelsComeScaledOrAsBytesOrAsAFile() {
        float[] scaled = pixels(IMAGE);
        float[] stored = new float[scaled.length];
        for (int index = 0; index < stored.length; index++) {
            stored[index] = index * 37 % 256;
        }
        float[] expected = IMAGES.freeze().probabilities(scaled);
        byte[] png = Thumbnail.png(scaled, 0, IMAGE, 6);

        assertThat(probabilities(PHOTOS, floats("input", scaled, 1, 6, 4, 3))).isEqualTo(expected);
        assertThat(probabilities(PHOTOS, tensor("input", Datatype.UINT8, new TensorData.Floats(stored), 1, 6, 4, 3)))
                .isEqualTo(expected);
        assertThat(probabilities(PHOTOS, file(png))).isEqualTo(expected);
        String base64 = Base64.getEncoder().encodeToString(png);
        assertThat(probabilities(PHOTOS, Requests.texts("image", base64))).isEqualTo(expected);
        assertThat(probabilities(PHOTOS, Requests.texts("image", "data:image/png;base64," + base64)))
                .isEqualTo(expected);
        for (String lines : List.of(
                Base64.getMimeEncoder(20, new byte[] {'\r', '\n'}).encodeToString(png) + "\r\n",
                "data:image/png;base64,\n"
                        + Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(png))) {
            assertThat(probabilities(PHOTOS, Requests.texts("image", lines))).isEqualTo(expected);
        }
        assertThat(PHOTOS.examples(Requests.example(PHOTOS)).count()).isEqualTo(1);
    }

    private static dev.evenkeel.serve.protocol.InputTensor file(byte[] content) {
        return tensor("image", Datatype.BYTES, new TensorData.Bytes(List.of(content)), 1);
    }

    @Test
    void imagesThatDoNotFitAreRefused() {
        byte[] small = Thumbnail.png(pixels(Shape.of(3, 4, 3)), 0, Shape.of(3, 4, 3), 4);
        refused(PHOTOS, Requests.of(file(small)), "Image 0 is 3x4 (height x width), but the model reads 6x4");
        refused(PHOTOS, Requests.of(file(Arrays.copyOf(small, 40))), "Image 0 cannot be decoded");
        refused(PHOTOS, Requests.of(file("hello".getBytes(StandardCharsets.UTF_8))), "In JSON send base64");
        refused(PHOTOS, Requests.of(Requests.texts("image", "aGVs*bG8=")), "In JSON send base64");
        refused(PHOTOS, Requests.of(Requests.texts("image", "aGVsbG8=")), "is base64, but not of a file in PNG");
        refused(PHOTOS, Requests.of(), "but got none");
        refused(PHOTOS, Requests.of(file(small), floats("input", pixels(IMAGE), 1, 6, 4, 3)), "but got both");
        refused(
                PHOTOS,
                Requests.of(tensor("input", Datatype.INT32, new TensorData.Longs(new long[72]), 1, 6, 4, 3)),
                "Pixels are of 0 to 255 in UINT8, or of 0 to 1 in FP32");
        Shape grey = Shape.of(6, 4, 1);
        ServedModel greys = ServedModels.of("grey", Optional.empty(), SmallModels.images(grey));
        byte[] coloured = Thumbnail.png(pixels(IMAGE), 0, IMAGE, 6);
        refused(greys, Requests.of(file(coloured)), "Image 0 has colours, but the model reads grey images");
    }

    @Test
    void imagesAreResizedWhereTrainingResizedThem() {
        Model resizing = IMAGES.withAttachment(
                KeptAttachments.IMAGE_SIZE,
                KeptAttachments.toJson(new ImageSize(6, 4)).toString());
        ServedModel served = ServedModels.of("resizing", Optional.empty(), resizing);
        byte[] large = Thumbnail.png(pixels(Shape.of(12, 8, 3)), 0, Shape.of(12, 8, 3), 12);

        assertThat(served.examples(Requests.of(file(large))).inputs()).hasSize(72);

        Model wrong = IMAGES.withAttachment(
                KeptAttachments.IMAGE_SIZE,
                KeptAttachments.toJson(new ImageSize(5, 4)).toString());
        assertThatThrownBy(() -> ServedModels.of("wrong", Optional.empty(), wrong))
                .hasMessageContaining("says that they are resized to 5x4");
    }

    @Test
    void sequencesMayBeShorter() {
        Shape shape = Shape.of(7, 2);
        Model model = SmallModels.sequences(shape);
        ServedModel served = ServedModels.of("series", Optional.empty(), model);
        float[] values = new float[2 * 14];
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) Math.sin(index);
        }
        float[] padded = values.clone();
        Arrays.fill(padded, 6, 14, 0f);
        Mask mask = new Mask(2, 7);
        mask.truncate(0, 3);
        float[] expected = new float[4];
        model.freeze().probabilities(padded, 0, 2, expected, 0, mask);

        InferResponse answer =
                Requests.answer(served, Requests.of(floats("input", values, 2, 7, 2), Requests.longs("lengths", 3, 7)));
        assertThat(Requests.floats(answer, "probabilities")).isEqualTo(expected);

        float[] three = Arrays.copyOf(values, 6);
        InferResponse shorter = Requests.answer(served, Requests.of(floats("input", three, 1, 3, 2)));
        assertThat(Requests.floats(shorter, "probabilities")).isEqualTo(Arrays.copyOf(expected, 2));

        refused(served, Requests.of(floats("input", new float[16], 1, 8, 2)), "needs the shape [-1, 1 to 7, 2]");
        refused(
                served,
                Requests.of(floats("input", values, 2, 7, 2), Requests.longs("lengths", 3, 8)),
                "Sequence 1 needs a length from 1 to 7, but 'lengths' says 8");
        refused(
                served,
                Requests.of(floats("input", values, 2, 7, 2), Requests.longs("lengths", 3)),
                "'lengths' needs INT64 or INT32 of shape [2]");
        assertThat(served.examples(Requests.example(served)).count()).isEqualTo(1);
    }

    @Test
    void sequencesGetOutputsOfTheirOwnPositionsAlone() {
        ServedModel model = ServedModels.of("language", Optional.empty(), SmallModels.language(5, 6));
        TensorDescription output = model.description().outputs().get(0);
        assertThat(output.shape()).containsExactly(-1L, -1L, 5L);
        InferResponse whole =
                Requests.answer(model, Requests.of(floats("input", new float[] {1, 2, 3, 4, 0, 1}, 1, 6, 1)));
        InferResponse part = Requests.answer(model, Requests.of(floats("input", new float[] {1, 2}, 1, 2, 1)));
        assertThat(part.outputs().get(0).shape()).containsExactly(1L, 2L, 5L);
        float[] all = Requests.floats(whole, "probabilities");
        assertThat(all).hasSize(30);
        assertThat(Requests.floats(part, "probabilities")).isEqualTo(Arrays.copyOf(all, 10));

        InferResponse lengths = Requests.answer(
                model,
                Requests.of(floats("input", new float[] {1, 2, 3, 1, 0, 0}, 2, 3, 1), Requests.longs("lengths", 3, 1)));
        assertThat(lengths.outputs().get(0).shape()).containsExactly(2L, 3L, 5L);
        float[] kept = Requests.floats(lengths, "probabilities");
        assertThat(Arrays.copyOf(kept, 15)).isEqualTo(Arrays.copyOf(all, 15));
        assertThat(Arrays.copyOfRange(kept, 15, 20)).isEqualTo(Arrays.copyOf(all, 5));
        assertThat(Arrays.copyOfRange(kept, 20, 30)).containsOnly(0);
    }
}
