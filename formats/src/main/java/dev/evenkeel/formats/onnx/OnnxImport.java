package dev.evenkeel.formats.onnx;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.InputLayout;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.GraphReading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file on its way to a model: which output is wanted, what its inputs hold and how large its open axes are. Immutable.
 *
 * <p>A network of this library has one input and one output. Of a file with more of them name the output, and bind
 * tensors to the inputs that are not the data.
 */
@CheckReturnValue
public final class OnnxImport {
    private final String name;
    private final ModelProto file;
    private final Optional<String> output;
    private final Map<String, Supplier<TensorProto>> bound;
    private final Map<String, Integer> extents;
    private final InputLayout layout;

    private OnnxImport(
            String name,
            ModelProto file,
            Optional<String> output,
            Map<String, Supplier<TensorProto>> bound,
            Map<String, Integer> extents,
            InputLayout layout) {
        this.name = name;
        this.file = file;
        this.output = output;
        this.bound = bound;
        this.extents = extents;
        this.layout = layout;
    }

    /**
     * Reads a file that need not be trusted.
     *
     * @throws OnnxException that names the file and what is wrong with it
     * @throws UnsupportedOperatorException if data that stand beside the file are missing, and it could not be read with
     *     them either
     */
    public static OnnxImport of(Path path) {
        String name = String.valueOf(path.getFileName());
        try {
            return of(name, OnnxFile.read(path));
        } catch (OnnxException missing) {
            requireSupported(name, path, missing);
            throw missing;
        }
    }

    private static void requireSupported(String name, Path path, OnnxException missing) {
        ModelProto graph;
        try {
            graph = OnnxFile.readGraph(path);
        } catch (OnnxException wrong) {
            throw missing;
        }
        try {
            GraphReading.requireSupported(graph);
        } catch (UnsupportedOperatorException unsupported) {
            throw new UnsupportedOperatorException(name + ": " + unsupported.getMessage());
        }
    }

    /** @param name of the file, for messages */
    public static OnnxImport of(String name, ModelProto file) {
        return new OnnxImport(name, file, Optional.empty(), Map.of(), Map.of(), InputLayout.FROM_OPERATORS);
    }

    /** The file's content. */
    public ModelProto file() {
        return file;
    }

    /** The output that the network computes, by its name in the file; the only one by default. */
    public OnnxImport output(String wanted) {
        return new OnnxImport(name, file, Optional.of(wanted), bound, extents, layout);
    }

    /** Makes an input of the file a constant. */
    public OnnxImport bind(String input, TensorProto tensor) {
        return bind(input, () -> tensor);
    }

    /** As {@link #bind(String, TensorProto)}, asking for the tensor when it is needed. */
    public OnnxImport bind(String input, Supplier<TensorProto> tensor) {
        Map<String, Supplier<TensorProto>> more = new LinkedHashMap<>(bound);
        more.put(input, tensor);
        return new OnnxImport(name, file, output, more, extents, layout);
    }

    /**
     * The extent of an axis that the file leaves open.
     *
     * @param symbol its name in the file, or its number from 0 on, as {@code "2"}
     */
    public OnnxImport extent(String symbol, int positions) {
        Map<String, Integer> more = new LinkedHashMap<>(extents);
        more.put(symbol, positions);
        return new OnnxImport(name, file, output, bound, more, layout);
    }

    boolean hasExtent(String symbol, int axis) {
        return extents.containsKey(symbol) || extents.containsKey(Integer.toString(axis));
    }

    /** Where the file's input has its channels; told from its operators otherwise. */
    public OnnxImport inputLayout(InputLayout other) {
        return new OnnxImport(name, file, output, bound, extents, other);
    }

    /**
     * The model.
     *
     * @throws UnsupportedOperatorException naming the first node that is not supported
     * @throws OnnxException if the file contradicts itself, or needs an input bound or an extent
     */
    public Imported read() {
        try {
            Imported imported = GraphReading.read(name, file, output, bound, extents, layout);
            List<String> remarks = new ArrayList<>(imported.remarks());
            remarks.addAll(Onnx.remarks(imported.model()));
            return imported.with(remarks);
        } catch (UnsupportedOperatorException unsupported) {
            throw new UnsupportedOperatorException(name + ": " + unsupported.getMessage());
        } catch (OnnxException wrong) {
            throw new OnnxException(name + ": " + wrong.getMessage(), wrong);
        }
    }
}
