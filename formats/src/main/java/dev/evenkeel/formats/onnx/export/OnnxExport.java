package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.graph.FileInterface;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.ModelMetadata;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as ONNX: the graph from {@code input} to {@code output} computes what {@link Model#freezeUnfolded} does, or
 * if {@link #folded} what {@link Model#freeze()} does. Where a network has convolutions, pooling or other layers that
 * work on positions, its input is {@code [batch, channels, height, width]}, and so is an output of several axes; elsewhere
 * axes stand as in this library, {@code [batch, time, features]}. The batch may have any extent. A model that was read
 * from an ONNX file keeps that file's interface: names, types, order of axes and batch.
 *
 * <p>Nodes are named as layers, constants as tensors ({@code layer1.0.conv1.weight}); weights keep their bits where nothing
 * is folded, and only change places. The network, what the outputs mean, the evidence behind statistics, provenance and
 * attachments stand in the metadata under {@code evenkeel.*}; {@link ExportedModel} reads them back. Dropout is left out.
 */
@CheckReturnValue
public final class OnnxExport {
    /** The version of ONNX's operators that is used by default. */
    public static final int USUAL_OPSET = 17;

    static final String PREFIX = "evenkeel.";

    private static final int NEWEST_OPSET = 23;
    /** The version of the file format that came with each version of the operators. */
    private static final Map<Integer, Long> IR_VERSIONS =
            Map.of(17, 8L, 18, 8L, 19, 9L, 20, 9L, 21, 10L, 22, 10L, 23, 11L);

    private final Model model;
    private final int opset;
    private final Computation computation;

    private enum Computation {
        LAYER_BY_LAYER,
        FOLDED
    }

    private OnnxExport(Model model, int opset, Computation computation) {
        this.model = model;
        this.opset = opset;
        this.computation = computation;
    }

    /** Layer by layer, in the operators of version 17. */
    public static OnnxExport of(Model model) {
        return new OnnxExport(model, USUAL_OPSET, Computation.LAYER_BY_LAYER);
    }

    /**
     * In the operators of another version: 21 has group normalization, 23 root-mean-square normalization as one operator.
     *
     * @throws OnnxException if it is not one from 17 to 23
     */
    public OnnxExport opset(int version) {
        if (!IR_VERSIONS.containsKey(version)) {
            throw new OnnxException("An export needs a version of the operators from " + USUAL_OPSET + " to "
                    + NEWEST_OPSET + ", but got opset " + version);
        }
        return new OnnxExport(model, version, computation);
    }

    /** With normalizations folded into their neighbours, as {@link Model#freeze()} does. */
    public OnnxExport folded() {
        return new OnnxExport(model, opset, Computation.FOLDED);
    }

    /**
     * Writes the file atomically.
     *
     * @throws OnnxException if a layer has no operators in ONNX
     * @throws EvenkeelException if the model cannot be frozen, as its statistics were never gathered or are not finite
     */
    public void write(Path file) {
        OnnxFile.write(toProto(), file);
    }

    /** What {@link #write} writes. @throws EvenkeelException as {@link #write} */
    public ModelProto toProto() {
        List<OperationNode> operations = model.operations();
        NetworkWriter writer = new NetworkWriter(model.network(), tensors(), opset, Integer.MAX_VALUE);
        FileInterface sides = FileInterface.of(model.provenance());
        return computation == Computation.FOLDED
                ? proto(
                        applied(sides, model.network(), writer.operations(Predictor.folded(operations)), writer),
                        opset,
                        foldedMetadata())
                : proto(applied(sides, model.network(), writer.layers(), writer), opset, metadata());
    }

    /** The graph as callers of the file know it that the model was read from. */
    static GraphProto applied(FileInterface sides, Network network, GraphProto graph, NetworkWriter writer) {
        return InterfaceWriter.applied(
                sides, network, graph, writer.outside(network.input()), writer.outside(network.output()));
    }

    static ModelProto proto(GraphProto graph, int opset, Map<String, String> metadata) {
        return new ModelProto(
                IR_VERSIONS.getOrDefault(opset, 0L),
                "evenkeel " + Version.CURRENT,
                List.of(new ModelProto.OperatorSet("", opset)),
                graph,
                metadata);
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
        model.output().scaling().ifPresent(scaling -> {
            tensors.put(NetworkWriter.TARGET_MEAN, scaling.mean());
            tensors.put(NetworkWriter.TARGET_DEVIATION, scaling.deviation());
        });
        return tensors;
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        ModelMetadata.of(model).forEach((name, text) -> metadata.put(PREFIX + name, text));
        return metadata;
    }

    /** Without the network and the evidence of its statistics, which are no more. */
    private Map<String, String> foldedMetadata() {
        Map<String, String> metadata = metadata();
        metadata.keySet().removeAll(List.of(PREFIX + "network", PREFIX + "evidence"));
        return metadata;
    }
}
