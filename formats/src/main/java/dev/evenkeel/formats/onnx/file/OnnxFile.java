package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;
import dev.evenkeel.safetensors.AtomicFile;
import dev.evenkeel.safetensors.SafetensorsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * ONNX files in protobuf's wire format.
 *
 * <p>Reading is made for files that nobody vouches for: every length is checked before it is used, elements of tensors
 * against their extents, and the graph's wiring. Fields that {@link ModelProto} has no place for are skipped. Source: the
 * schema {@code onnx.proto3} of ONNX 1.22.
 */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * Reads a file of at most 2 GB, with the external data in its folder.
     *
     * @throws OnnxException that begins with the file's name and says what is wrong with it
     */
    public static ModelProto read(Path file) {
        return model(file.toString(), FileBytes.of(file), ExternalData.beside(file));
    }

    /**
     * Reads a file but none of its external data, to look at its graph: tensors that stand in other files have no elements.
     *
     * @throws OnnxException that begins with the file's name and says what is wrong with it
     */
    public static ModelProto readGraph(Path file) {
        return model(file.toString(), FileBytes.of(file), ExternalData.leftOut());
    }

    /**
     * Reads a file's content; tensors whose elements stand in another file are refused.
     *
     * @param name of the file in messages
     * @throws OnnxException that begins with the name and says what is wrong
     */
    public static ModelProto parse(String name, byte[] bytes) {
        return model(name, bytes, ExternalData.none());
    }

    /**
     * Writes a model so that {@code file} holds either what it held before or the whole model. Missing folders are created.
     *
     * @throws OnnxException that begins with the file's name, if the file cannot be written or {@link #bytes} refuses
     */
    public static void write(ModelProto model, Path file) {
        try {
            WireWriter content = content(model);
            AtomicFile.write(file, content::writeTo);
        } catch (OnnxException wrong) {
            throw new OnnxException(file + ": " + wrong.getMessage(), wrong);
        } catch (SafetensorsException failed) {
            throw new OnnxException(String.valueOf(failed.getMessage()), failed);
        }
    }

    /**
     * A model as a file's content: the same bytes for equal models with the same order of metadata. {@link #parse} gives an
     * equal model.
     *
     * @throws OnnxException if the graph's wiring is wrong, the model holds what was not kept when it was read (texts in
     *     tensors, graphs in attributes), or it needs more than 2 GB
     */
    public static byte[] bytes(ModelProto model) {
        WireWriter content = content(model);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) content.size());
        try {
            content.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static ModelProto model(String name, byte[] bytes, ExternalData external) {
        try {
            ModelProto model = ModelDecoder.decode(WireReader.of("ModelProto", bytes), external);
            check(model);
            return model;
        } catch (OnnxException wrong) {
            throw new OnnxException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static WireWriter content(ModelProto model) {
        check(model);
        WireWriter writer = new WireWriter();
        try {
            ModelEncoder.encode(model, writer);
        } catch (EvenkeelException wrong) {
            throw new OnnxException(String.valueOf(wrong.getMessage()), wrong);
        }
        if (writer.size() > FileBytes.MAX) {
            throw new OnnxException(
                    "it needs " + writer.size() + " bytes, but an ONNX file has at most 2 GB. Shrink the network");
        }
        return writer;
    }

    private static void check(ModelProto model) {
        if (model.operatorSets().isEmpty()) {
            throw new OnnxException("it needs an operator set, but it names none. Export the file again");
        }
        Set<String> domains = new HashSet<>();
        for (ModelProto.OperatorSet operatorSet : model.operatorSets()) {
            if (!domains.add(operatorSet.domain())) {
                throw new OnnxException("it needs one operator set of each domain, but it names two of "
                        + quoted(operatorSet.domain()) + ". Export the file again");
            }
        }
        GraphCheck.check(model.graph());
    }
}
