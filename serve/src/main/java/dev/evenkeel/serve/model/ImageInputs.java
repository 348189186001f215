package dev.evenkeel.serve.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.image.ReceivedImages;
import dev.evenkeel.data.image.Thumbnail;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InferRequest;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorData;
import dev.evenkeel.serve.protocol.TensorDescription;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Images {@code [height, width, channels]}: {@code input} holds their pixels, scaled as in training in any type of floats, or of 0 to
 * 255 in UINT8; {@code image} holds files in PNG, JPEG, BMP or GIF, as they are or in base64.
 */
final class ImageInputs implements ModelInputs {
    static final String IMAGE = "image";

    /** A photo of 32 megapixels takes about 250 MiB to decode. */
    private static final long MAX_PIXELS = 1L << 25;

    private static final int DECODED_AT_ONCE = 2;
    private static final float GREY = 0.5f;
    private static final Set<Datatype> SCALED = Set.of(Datatype.FP16, Datatype.BF16, Datatype.FP32, Datatype.FP64);

    private final Shape shape;
    private final ExampleLimit limit;
    private final TensorInputs pixels;
    private final ReceivedImages files;
    private final Semaphore decoding = new Semaphore(DECODED_AT_ONCE);

    ImageInputs(Shape shape, Optional<ImageSize> size, ExampleLimit limit) {
        this.shape = shape;
        this.limit = limit;
        pixels = new TensorInputs(shape, limit);
        files = new ReceivedImages(shape, size, MAX_PIXELS);
    }

    @Override
    public List<TensorDescription> descriptions() {
        return Stream.concat(
                        pixels.descriptions().stream(),
                        Stream.of(new TensorDescription(IMAGE, Datatype.BYTES, List.of(-1L))))
                .toList();
    }

    @Override
    public Examples read(InferRequest request) {
        ModelInputs.requireKnown(request, List.of(INPUT, IMAGE));
        Optional<InputTensor> given = ModelInputs.find(request, INPUT);
        Optional<InputTensor> images = ModelInputs.find(request, IMAGE);
        if (given.isPresent() == images.isPresent()) {
            throw Sentences.badRequest("The model needs one of the inputs '" + INPUT + "' (pixels) and '" + IMAGE
                    + "' (files), but got " + (given.isPresent() ? "both" : "none"));
        }
        return given.isPresent() ? pixels(given.get()) : files(images.orElseThrow());
    }

    private Examples pixels(InputTensor tensor) {
        if (tensor.datatype() == Datatype.UINT8 && tensor.data() instanceof TensorData.Floats stored) {
            float[] scaled = new float[stored.size()];
            for (int index = 0; index < scaled.length; index++) {
                scaled[index] = ReceivedImages.scaled((byte) (int) stored.values()[index]);
            }
            return pixels.examples(tensor, scaled);
        }
        if (!SCALED.contains(tensor.datatype())) {
            throw Sentences.badRequest(
                    "Pixels are of 0 to 255 in UINT8, or of 0 to 1 in FP32, FP64, FP16 or BF16, but '" + INPUT
                            + "' is of " + tensor.datatype());
        }
        return pixels.examples(tensor, Numbers.floats(tensor));
    }

    private Examples files(InputTensor tensor) {
        if (!(tensor.data() instanceof TensorData.Bytes bytes) || tensor.shape().size() != 1) {
            throw Sentences.badRequest("Input '" + IMAGE + "' needs files as BYTES of shape [-1], but got "
                    + tensor.datatype() + " " + tensor.shape());
        }
        int count = bytes.size();
        limit.require(count);
        float[] inputs = new float[count * shape.size()];
        for (int index = 0; index < count; index++) {
            decode("Image " + index, bytes.values().get(index), inputs, index * shape.size());
        }
        return new Examples(inputs, count, new Mask(count, shape.positions()));
    }

    private void decode(String name, byte[] given, float[] inputs, int offset) {
        byte[] content = isFile(given) ? given : fromBase64(name, given);
        decoding.acquireUninterruptibly();
        try {
            files.read(name, content, inputs, offset);
        } catch (EvenkeelException unfit) {
            throw Sentences.badRequest(String.valueOf(unfit.getMessage()));
        } finally {
            decoding.release();
        }
    }

    /** Whether bytes begin as a file of a known format does, which no base64 of one does. */
    private static boolean isFile(byte[] bytes) {
        return startsWith(bytes, 0x89, 'P', 'N', 'G')
                || startsWith(bytes, 0xFF, 0xD8)
                || startsWith(bytes, 'B', 'M')
                || startsWith(bytes, 'G', 'I', 'F', '8');
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int index = 0; index < start.length; index++) {
            if (index >= bytes.length || (bytes[index] & 0xFF) != start[index]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] fromBase64(String name, byte[] text) {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(withoutLineBreaks(withoutScheme(text)));
        } catch (IllegalArgumentException other) {
            throw Sentences.badRequest(
                    name + " is neither a file in PNG, JPEG, BMP or GIF nor the base64 of one. In JSON send base64");
        }
        if (!isFile(content)) {
            throw Sentences.badRequest(name + " is base64, but not of a file in PNG, JPEG, BMP or GIF");
        }
        return content;
    }

    /** What stands behind {@code data:image/png;base64,}. */
    private static byte[] withoutScheme(byte[] text) {
        String start = new String(text, 0, Math.min(text.length, 64), StandardCharsets.ISO_8859_1);
        int comma = start.indexOf(";base64,");
        return start.startsWith("data:image/") && comma > 0
                ? Arrays.copyOfRange(text, comma + ";base64,".length(), text.length)
                : text;
    }

    /** MIME breaks base64 into lines. */
    private static byte[] withoutLineBreaks(byte[] text) {
        byte[] kept = new byte[text.length];
        int length = 0;
        for (byte character : text) {
            if (character != '\r' && character != '\n') {
                kept[length++] = character;
            }
        }
        return length == text.length ? text : Arrays.copyOf(kept, length);
    }

    @Override
    public Optional<JsonArray> example() {
        float[] values = new float[shape.size()];
        Arrays.fill(values, GREY);
        byte[] png = Thumbnail.png(values, 0, shape, Math.max(shape.extent(0), shape.extent(1)));
        JsonValue file = JsonValue.of(Base64.getEncoder().encodeToString(png));
        return Optional.of(JsonArray.of(ModelInputs.example(IMAGE, Datatype.BYTES, List.of(1L), List.of(file))));
    }
}
