package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.io.ByteArrayInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Files of models, wherever they lie. */
public final class ModelFiles {
    /** What a model's file is called in a folder of its own. */
    public static final String NAME = "model.safetensors";

    private static final Logger LOGGER = System.getLogger(ModelFiles.class.getName());

    private ModelFiles() {}

    /**
     * A model of Evenkeel's own or of ONNX.
     *
     * @param given the file, or a folder with a {@value #NAME}
     * @throws EvenkeelException if there is none, or it is damaged
     */
    public static Model read(Storage storage, Path given) {
        Path file = file(storage, given);
        Optional<java.nio.file.Path> local = storage.local(file);
        if (!file.getName().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            Model model = local.map(Model::read).orElseGet(() -> Model.read(file.getName(), storage.read(file)));
            warn(Onnx.remarks(model));
            return model;
        }
        if (local.isPresent()) {
            return Onnx.read(local.get(), remark -> LOGGER.log(Level.WARNING, remark));
        }
        Model model = Onnx.read(file.getName(), storage.read(file));
        warn(Onnx.remarks(model));
        return model;
    }

    /**
     * A network with the weights of a PyTorch state dict in a safetensors file.
     *
     * @throws EvenkeelException if there is no such file, or the weights are not the network's
     */
    public static Model readWeights(Storage storage, Path file, Network network) {
        requireThere(storage, file);
        return PyTorch.load(network, file.getName(), new ByteArrayInputStream(storage.read(file)));
    }

    private static Path file(Storage storage, Path given) {
        requireThere(storage, given);
        Path file = storage.isFolder(given) ? new Path(given, NAME) : given;
        requireThere(storage, file);
        return file;
    }

    private static void requireThere(Storage storage, Path file) {
        if (!storage.exists(file)) {
            throw new EvenkeelException("There is no model " + file);
        }
    }

    private static void warn(List<String> remarks) {
        remarks.forEach(remark -> LOGGER.log(Level.WARNING, remark));
    }
}
