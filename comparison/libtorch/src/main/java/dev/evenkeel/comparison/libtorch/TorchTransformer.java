package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Learner;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.value.Values;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The language model with autograd and torch.optim's SGD. */
final class TorchTransformer implements Learner {
    private static final int ROWS = LanguageModel.BATCH * LanguageModel.CONTEXT;
    private static final long[] WIDTH = {LanguageModel.WIDTH};

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, TensorOptional> optional = new HashMap<>();
    private final SGD optimizer;
    private final Tensor tokens = indices(LanguageModel.tokens());
    private final Tensor targets = indices(LanguageModel.targets());

    TorchTransformer(LanguageModel model) {
        for (String name : model.parameters()) {
            float[] values = model.get(name);
            boolean row = name.endsWith("bias") || values.length == LanguageModel.WIDTH;
            int columns = name.endsWith("fc2.weight") ? 4 * LanguageModel.WIDTH : LanguageModel.WIDTH;
            Tensor tensor = row ? Tensor.create(values) : Tensor.create(values, values.length / columns, columns);
            tensors.put(name, tensor.set_requires_grad(true));
            optional.put(name, new TensorOptional(tensor));
        }
        SGDOptions options = new SGDOptions(RATE);
        options.momentum().put(MOMENTUM);
        optimizer = new SGD(new TensorVector(tensors.values().toArray(Tensor[]::new)), options);
    }

    private static Tensor indices(float[] numbers) {
        long[] indices = new long[numbers.length];
        for (int index = 0; index < indices.length; index++) {
            indices[index] = (long) numbers[index];
        }
        return Tensor.create(indices);
    }

    @Override
    public double step() {
        GradMode.set_enabled(true);
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy_loss(forward(), targets);
        loss.backward();
        optimizer.step();
        return loss.item_float();
    }

    /** Scores {@code [batch * context, tokens]}. */
    private Tensor forward() {
        Tensor x = torch.embedding(get("embedding.weight"), tokens)
                .view(LanguageModel.BATCH, LanguageModel.CONTEXT, LanguageModel.WIDTH)
                .add(get("positions.weight"))
                .view(ROWS, LanguageModel.WIDTH);
        for (int block = 0; block < LanguageModel.BLOCKS; block++) {
            String name = "blocks." + block;
            x = x.add(attention(name + ".attention", norm(name + ".norm1", x)));
            Tensor hidden = torch.gelu(linear(name + ".mlp.fc1", norm(name + ".norm2", x)));
            x = x.add(linear(name + ".mlp.fc2", hidden));
        }
        return linear("head", norm("norm", x));
    }

    private Tensor attention(String name, Tensor x) {
        TensorVector parts = SequenceTrials.parts(
                        linear(name + ".qkv", x),
                        LanguageModel.BATCH,
                        LanguageModel.CONTEXT,
                        LanguageModel.HEADS,
                        LanguageModel.HEAD_WIDTH)
                .unbind(0);
        Tensor y = SequenceTrials.attend(parts.get(0), parts.get(1), parts.get(2));
        return linear(name + ".proj", SequenceTrials.rows(y, LanguageModel.WIDTH));
    }

    private Tensor norm(String name, Tensor x) {
        return torch.layer_norm(x, WIDTH, find(name + ".weight"), find(name + ".bias"), Values.EPSILON, false);
    }

    private Tensor linear(String name, Tensor x) {
        return torch.linear(x, get(name + ".weight"), find(name + ".bias"));
    }

    private TensorOptional find(String name) {
        return optional.getOrDefault(name, new TensorOptional());
    }

    private Tensor get(String name) {
        Tensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There is no tensor '" + name + "'");
        }
        return found;
    }

    @Override
    public float[] gradient(String parameter) {
        return Layout.read(get(parameter).grad());
    }
}
