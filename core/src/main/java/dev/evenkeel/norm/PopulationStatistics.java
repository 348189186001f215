package dev.evenkeel.norm;

import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.tensor.Tensor;
import java.util.Map;

/**
 * A layer whose running statistics can be replaced by those of a population: recalibration, or "precise batch
 * normalization" (Wu and Johnson 2021). Its training pass is a {@link ReportsInputMoments}.
 */
public interface PopulationStatistics {
    /** Added to the variance; same unit as the input squared. */
    float epsilon();

    /**
     * The running statistics, by name, that the moments of the layer's input over a population make.
     *
     * @throws dev.evenkeel.EvenkeelException if too few values stand behind the moments; the message completes
     *     "batchNorm '3' "
     */
    Map<String, Tensor> statisticsOf(Moments population);

    /** Whether this layer's statistics are set to stay as they are, so that recalibration leaves them alone. */
    boolean keepsStatistics();
}
