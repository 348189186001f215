package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A network as its forward function, over tensors by the names of {@link Weights}. */
final class TorchNetwork {
    private static final long[] ONE = {1, 1};
    private static final TensorOptional NONE = new TensorOptional();

    private final List<Part> parts;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, TensorOptional> optional = new LinkedHashMap<>();

    private TorchNetwork(List<Part> parts, BiFunction<Integer, String, Tensor> tensor, Iterable<String> names) {
        this.parts = parts;
        for (String name : names) {
            Tensor value = tensor.apply(Integer.parseInt(name.substring(0, name.indexOf('.'))), name);
            tensors.put(name, value);
            optional.put(name, new TensorOptional(value));
        }
    }

    static TorchNetwork of(Weights weights, Layout layout) {
        return new TorchNetwork(
                weights.parts(),
                (place, name) -> tensor(weights, layout, place, name),
                weights.values().keySet());
    }

    private static Tensor tensor(Weights weights, Layout layout, int place, String name) {
        Part part = weights.parts().get(place);
        float[] values = weights.get(name);
        if (name.endsWith(".weight") && part instanceof Part.Convolution convolution) {
            return layout.of(values, convolution.outputs(), 3, 3, convolution.inputs());
        }
        return name.endsWith(".weight") && part instanceof Part.Dense dense
                ? Tensor.create(weights.channelsFirst(place), dense.outputs(), dense.inputs())
                : Tensor.create(values);
    }

    Tensor get(String name) {
        Tensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There is no tensor '" + name + "'");
        }
        return found;
    }

    private TensorOptional find(String name) {
        return optional.getOrDefault(name, NONE);
    }

    Tensor forward(Tensor input) {
        Tensor x = input;
        for (int place = 0; place < parts.size(); place++) {
            x = forward(place, x);
        }
        return x;
    }

    private Tensor forward(int place, Tensor x) {
        Part part = parts.get(place);
        if (part instanceof Part.Dense && x.dim() == 1) {
            return torch.addmv(get(place + ".bias"), get(place + ".weight"), x);
        } else if (part instanceof Part.Dense) {
            return torch.linear(x, get(place + ".weight"), find(place + ".bias"));
        } else if (part instanceof Part.Convolution) {
            return torch.conv2d(x, get(place + ".weight"), find(place + ".bias"), ONE, ONE, ONE, 1);
        } else if (part instanceof Part.Normalization) {
            return torch.batch_norm(
                    x,
                    find(place + ".weight"),
                    find(place + ".bias"),
                    find(place + ".running_mean"),
                    find(place + ".running_var"),
                    true,
                    0.1,
                    Values.EPSILON,
                    false);
        } else if (part instanceof Part.Rectifier) {
            return torch.relu_(x);
        } else if (part instanceof Part.Pool) {
            return torch.max_pool2d(x, 2, 2);
        }
        return torch.flatten(x, 1, -1);
    }

    /** Inputs as the network takes them. */
    static Tensor input(Architecture architecture, int batch, Layout layout) {
        float[] values = Values.input(batch * Architecture.PIXELS);
        return architecture.isConvolutional()
                ? layout.of(values, batch, Architecture.EXTENT, Architecture.EXTENT, 1)
                : Tensor.create(values, batch, Architecture.PIXELS);
    }

    void save(Path file) {
        try (OutputArchive archive = new OutputArchive()) {
            tensors.forEach(archive::write);
            archive.save_to(file.toString());
        }
    }

    static TorchNetwork load(List<Part> parts, Path file) {
        try (InputArchive archive = new InputArchive()) {
            archive.load_from(file.toString());
            List<String> names = new ArrayList<>();
            for (BytePointer name : archive.keys().get()) {
                names.add(name.getString());
            }
            return new TorchNetwork(
                    parts,
                    (place, name) -> {
                        Tensor tensor = new Tensor();
                        archive.read(name, tensor);
                        return tensor;
                    },
                    names);
        }
    }
}
