package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    private final List<Named> parts;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, TensorOptional> optional = new LinkedHashMap<>();

    private TorchNetwork(List<Named> parts, Function<String, Tensor> tensor, Iterable<String> names) {
        this.parts = parts;
        for (String name : names) {
            Tensor value = tensor.apply(name);
            tensors.put(name, value);
            optional.put(name, new TensorOptional(value));
        }
    }

    static TorchNetwork of(Weights weights, Layout layout) {
        return new TorchNetwork(
                weights.parts(),
                name -> tensor(weights, layout, name),
                weights.values().keySet());
    }

    private static Tensor tensor(Weights weights, Layout layout, String name) {
        Part part = weights.part(name);
        float[] values = weights.get(name);
        if (name.endsWith(".weight") && part instanceof Part.Convolution convolution) {
            int kernel = convolution.kernel();
            return layout.of(values, convolution.outputs(), kernel, kernel, convolution.channels());
        }
        return name.endsWith(".weight") && part instanceof Part.Dense dense
                ? Tensor.create(weights.channelsFirst(name), dense.outputs(), dense.inputs())
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
        return forward(parts, input);
    }

    private Tensor forward(List<Named> sequence, Tensor input) {
        Tensor x = input;
        for (Named named : sequence) {
            x = forward(named.name(), named.part(), x);
        }
        return x;
    }

    private Tensor forward(String name, Part part, Tensor x) {
        if (part instanceof Part.Dense && x.dim() == 1) {
            return torch.addmv(get(name + ".bias"), get(name + ".weight"), x);
        } else if (part instanceof Part.Dense) {
            return torch.linear(x, get(name + ".weight"), find(name + ".bias"));
        } else if (part instanceof Part.Convolution convolution) {
            long[] stride = {convolution.stride(), convolution.stride()};
            long[] padding = {convolution.padding(), convolution.padding()};
            return torch.conv2d(x, get(name + ".weight"), find(name + ".bias"), stride, padding, ONE, 1);
        } else if (part instanceof Part.Normalization) {
            return torch.batch_norm(
                    x,
                    find(name + ".weight"),
                    find(name + ".bias"),
                    find(name + ".running_mean"),
                    find(name + ".running_var"),
                    true,
                    0.1,
                    Values.EPSILON,
                    false);
        } else if (part instanceof Part.Rectifier) {
            return torch.relu_(x);
        } else if (part instanceof Part.Pool) {
            return torch.max_pool2d(x, 2, 2);
        } else if (part instanceof Part.Residual residual) {
            return torch.relu_(forward(residual.body(), x).add_(forward(residual.shortcut(), x)));
        } else if (part instanceof Part.Average) {
            return torch.flatten(torch.adaptive_avg_pool2d(x, ONE), 1, -1);
        }
        return torch.flatten(x, 1, -1);
    }

    /** Inputs as the network takes them. */
    static Tensor input(Architecture architecture, int batch, Layout layout) {
        float[] values = Values.input(batch * architecture.inputs());
        int extent = architecture.extent();
        return architecture.isConvolutional()
                ? layout.of(values, batch, extent, extent, architecture.imageChannels())
                : Tensor.create(values, batch, architecture.inputs());
    }

    void save(Path file) {
        try (OutputArchive archive = new OutputArchive()) {
            tensors.forEach(archive::write);
            archive.save_to(file.toString());
        }
    }

    static TorchNetwork load(List<Named> parts, Path file) {
        try (InputArchive archive = new InputArchive()) {
            archive.load_from(file.toString());
            List<String> names = new ArrayList<>();
            for (BytePointer name : archive.keys().get()) {
                names.add(name.getString());
            }
            return new TorchNetwork(
                    parts,
                    name -> {
                        Tensor tensor = new Tensor();
                        archive.read(name, tensor);
                        return tensor;
                    },
                    names);
        }
    }
}
