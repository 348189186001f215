package dev.evenkeel.serve.model;

import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.serve.protocol.Datatype;
import dev.evenkeel.serve.protocol.InputTensor;
import dev.evenkeel.serve.protocol.TensorData;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** A tensor as a column of a table. */
final class CellValues {
    private static final float MAX_WHOLE = 1e15f;

    private CellValues() {}

    /** Values of a column that was learnt as numbers. */
    static GivenColumns.Values ofNumbers(InputTensor tensor) {
        return tensor.data() instanceof TensorData.Bytes bytes
                ? new GivenColumns.Texts(texts(tensor, bytes))
                : new GivenColumns.Numbers(Numbers.doubles(tensor));
    }

    /**
     * Values of a column that was learnt as categories: numbers as they are written shortest.
     *
     * @param isKnown whether a text is one of its categories: BOOL is 1 or 0 where neither truth value is
     */
    static GivenColumns.Values ofCategories(InputTensor tensor, Predicate<String> isKnown) {
        if (tensor.data() instanceof TensorData.Bytes bytes) {
            return new GivenColumns.Texts(texts(tensor, bytes));
        }
        if (tensor.data() instanceof TensorData.Longs longs) {
            boolean unsigned = tensor.datatype() == Datatype.UINT64;
            return new GivenColumns.Texts(LongStream.of(longs.values())
                    .mapToObj(value -> unsigned ? Long.toUnsignedString(value) : Long.toString(value))
                    .toList());
        }
        if (tensor.data() instanceof TensorData.Floats floats) {
            boolean truths = tensor.datatype() == Datatype.BOOL && (isKnown.test("true") || isKnown.test("false"));
            List<String> texts = new ArrayList<>(floats.size());
            for (float value : floats.values()) {
                texts.add(truths ? Boolean.toString(value != 0) : text(value));
            }
            return new GivenColumns.Texts(texts);
        }
        return new GivenColumns.Numbers(Numbers.doubles(tensor));
    }

    /** One row of a column. */
    static InputTensor row(InputTensor tensor, int place) {
        TensorData data;
        if (tensor.data() instanceof TensorData.Bytes bytes) {
            data = new TensorData.Bytes(List.of(bytes.values().get(place)));
        } else if (tensor.data() instanceof TensorData.Longs longs) {
            data = new TensorData.Longs(new long[] {longs.values()[place]});
        } else if (tensor.data() instanceof TensorData.Floats floats) {
            data = new TensorData.Floats(new float[] {floats.values()[place]});
        } else {
            data = new TensorData.Doubles(new double[] {((TensorData.Doubles) tensor.data()).values()[place]});
        }
        return new InputTensor(tensor.name(), tensor.datatype(), List.of(1L), tensor.parameters(), data);
    }

    private static String text(float value) {
        if (Float.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < MAX_WHOLE
                ? Long.toString((long) value)
                : Float.toString(value);
    }

    private static List<String> texts(InputTensor tensor, TensorData.Bytes bytes) {
        List<String> texts = new ArrayList<>(bytes.size());
        for (byte[] value : bytes.values()) {
            try {
                texts.add(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value))
                        .toString());
            } catch (CharacterCodingException malformed) {
                throw Sentences.badRequest("Column " + Sentences.quoted(tensor.name())
                        + " needs texts in UTF-8, but row " + (texts.size() + 1) + " is none");
            }
        }
        return texts;
    }
}
