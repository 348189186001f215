package dev.evenkeel.comparison.libtorch;

import dev.evenkeel.comparison.Learner;
import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import java.util.Arrays;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A step with autograd and torch.optim's SGD. */
final class TorchLearner implements Learner {
    private final Weights weights;
    private final TorchNetwork network;
    private final SGD optimizer;
    private final Tensor input;
    private final Tensor classes;

    TorchLearner(Task.TrainingStep task, Weights weights, Layout layout) {
        this.weights = weights;
        network = TorchNetwork.of(weights, layout);
        Tensor[] parameters = weights.parameters().stream()
                .map(name -> network.get(name).set_requires_grad(true))
                .toArray(Tensor[]::new);
        SGDOptions options = new SGDOptions(RATE);
        options.momentum().put(MOMENTUM);
        optimizer = new SGD(new TensorVector(parameters), options);
        input = TorchNetwork.input(task.architecture(), task.batch(), layout);
        classes = Tensor.create(
                Arrays.stream(Values.classes(task.batch())).asLongStream().toArray());
    }

    @Override
    public double step() {
        GradMode.set_enabled(true);
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy_loss(network.forward(input), classes);
        loss.backward();
        optimizer.step();
        return loss.item_float();
    }

    @Override
    public float[] gradient(String parameter) {
        float[] gradient = Layout.read(network.get(parameter).grad());
        return network.get(parameter).dim() == 2 ? weights.channelsLast(parameter, gradient) : gradient;
    }
}
