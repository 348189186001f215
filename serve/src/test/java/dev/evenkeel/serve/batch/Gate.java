package dev.evenkeel.serve.batch;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Computes a value by itself once it may; refuses negative ones. */
record Gate(CountDownLatch entered, CountDownLatch open) implements Operation {
    Gate() {
        this(new CountDownLatch(1), new CountDownLatch(1));
    }

    Predictor predictor() {
        Shape shape = Shape.of(1);
        return Predictor.of(
                shape,
                List.of(new OperationNode("gate", this, List.of(OperationNode.INPUT), List.of(shape), shape)),
                OutputActivation.IDENTITY,
                ScalarKernels.kernels());
    }

    @Override
    public String describe() {
        return "gate";
    }

    @Override
    public long work(Shape output) {
        return 1 << 30;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        return count -> {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            for (int index = 0; index < count; index++) {
                float value = inputs[0].values()[index];
                if (value < 0) {
                    throw new EvenkeelException("it is negative");
                }
                output.values()[index] = value;
            }
        };
    }
}
