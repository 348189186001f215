package dev.evenkeel.train.schedule;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;
import java.util.List;

/** {@code gamma} to the power of how many of these epochs are over. */
record StepAt(double gamma, List<Integer> epochs, long stepsPerEpoch) implements Schedule {
    private static final String WHO = "The step schedule";

    StepAt {
        Requirement.positive(WHO, "gamma", gamma);
        int before = 0;
        for (int epoch : epochs) {
            if (epoch <= before) {
                throw new EvenkeelException(WHO + " needs epochs from 1 on in rising order, but got " + epochs);
            }
            before = epoch;
        }
    }

    @Override
    public double factor(long step, long totalSteps) {
        if (stepsPerEpoch == 0) {
            throw new IllegalStateException(
                    WHO + " is told in epochs and needs to know how long one is: call forEpochs(stepsPerEpoch) first");
        }
        double factor = 1;
        for (int index = 0; index < epochs.size() && step >= epochs.get(index) * stepsPerEpoch; index++) {
            factor *= gamma;
        }
        return factor;
    }

    @Override
    public Schedule forEpochs(long steps) {
        return new StepAt(gamma, epochs, steps);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "stepAt").with("gamma", gamma).with("epochs", JsonArray.ofNumbers(epochs));
    }
}
