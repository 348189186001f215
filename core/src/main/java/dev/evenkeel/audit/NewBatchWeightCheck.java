package dev.evenkeel.audit;

import dev.evenkeel.network.Node;
import dev.evenkeel.norm.setting.Averaging;
import java.math.BigDecimal;
import java.math.MathContext;

/** A weight of the new batch that looks like another framework's momentum. */
final class NewBatchWeightCheck {
    private static final float HALF = 0.5f;

    private static final AuditRule RULE = new AuditRule(
            "new-batch-weight",
            "A new batch that weighs more than all before it leaves running statistics as noisy as those of one batch; such"
                    + " a weight is most often a momentum that was taken for the weight of the old average, or the other"
                    + " way round",
            "momentum is the weight of the new batch in PyTorch (0.1), of the old average in Keras, Flax (0.99) and ONNX"
                    + " (0.9)",
            "Say newBatchWeight 0.1 for PyTorch's momentum 0.1, and 0.01 for a momentum 0.99 of Keras");

    private NewBatchWeightCheck() {}

    static Check check() {
        return new Check(RULE, NewBatchWeightCheck::look);
    }

    private static void look(Subject subject, Report report) {
        for (Node node : subject.batchNormalized()) {
            BatchSettings.of(node)
                    .map(BatchSettings::averaging)
                    .filter(Averaging.Exponential.class::isInstance)
                    .map(averaging -> ((Averaging.Exponential) averaging).newBatchWeight())
                    .filter(weight -> weight > HALF)
                    .ifPresent(weight -> report.warning(node, question(weight)));
        }
    }

    private static String question(float weight) {
        String shown = Float.toString(weight);
        if (weight == 1) {
            return "its newBatchWeight is 1, so its running statistics are those of the last batch";
        }
        String other = BigDecimal.ONE
                .subtract(new BigDecimal(shown))
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        return "its newBatchWeight is " + shown + ", so its running statistics are hardly more than those of the last"
                + " batch. If " + shown + " is the momentum of Keras, Flax or ONNX, the newBatchWeight is " + other;
    }
}
