package dev.evenkeel.sequence;

import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import java.util.List;

/** Trains a {@link Recurrent}, one direction after the other. */
final class RecurrentPass implements TrainingPass {
    private final RecurrentSweep[] sweeps;

    RecurrentPass(Recurrent layer, TrainingContext context) {
        List<Recurrent.Direction> directions = layer.direction().each();
        sweeps = new RecurrentSweep[directions.size()];
        for (int index = 0; index < sweeps.length; index++) {
            sweeps[index] = new RecurrentSweep(layer, context, directions.get(index), index * layer.hidden());
        }
    }

    @Override
    public void forward(Step step) {
        for (RecurrentSweep sweep : sweeps) {
            sweep.forward(step.examples());
        }
    }

    @Override
    public void backward(Step step) {
        for (RecurrentSweep sweep : sweeps) {
            sweep.backward();
        }
    }
}
