package dev.evenkeel.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.lab.training.ResidualBlocks.Body;
import dev.evenkeel.lab.training.ResidualBlocks.Order;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.LayerNorm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResidualBlocksTest {
    private static final Dataset DATA = Digits.standard().training();
    private static final Examples EXAMPLES = new Examples(DATA, DATA, 10, List.of(1L));

    @Test
    void preNormHasOneNormMoreThanPostNorm() {
        assertThat(norms(Body.FEED_FORWARD, Order.PRE)).isEqualTo(4);
        assertThat(norms(Body.FEED_FORWARD, Order.POST)).isEqualTo(3);
        assertThat(norms(Body.TRANSFORMER, Order.PRE)).isEqualTo(7);
        assertThat(norms(Body.TRANSFORMER, Order.POST)).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(Body.class)
    void preNormSumsWhatNoNormTouchedAndPostNormNormalisesTheSum(Body body) {
        assertThat(network(body, Order.PRE).find("feed2").orElseThrow().inputs())
                .containsExactly("feed2.out", body == Body.TRANSFORMER ? "attention2" : "feed1");
        assertThat(network(body, Order.POST).find("feed2.norm").orElseThrow().inputs())
                .containsExactly("feed2");
    }

    @Test
    void tokensInAnotherOrderAreTheSameToATransformerAndNotToAResidualNetwork() {
        assertThat(change(Body.TRANSFORMER)).isCloseTo(0, within(1e-5));
        assertThat(change(Body.FEED_FORWARD)).isGreaterThan(1e-2);
    }

    /** How much the first score changes when two rows of an image change places. */
    private static double change(Body body) {
        Learner learner = new Learner(network(body, Order.PRE), DATA, 4, 0, 5);
        float[] image = new float[28 * 28];
        for (int at = 0; at < image.length; at++) {
            image[at] = at % 19 / 19f;
        }
        float[] swapped = image.clone();
        System.arraycopy(image, 28 * 3, swapped, 28 * 20, 28);
        System.arraycopy(image, 28 * 20, swapped, 28 * 3, 28);
        return Math.abs(learner.model().freeze().predict(image)[0]
                - learner.model().freeze().predict(swapped)[0]);
    }

    private static long norms(Body body, Order order) {
        return network(body, order).nodes().stream()
                .filter(node -> node.layer() instanceof LayerNorm)
                .count();
    }

    private static Network network(Body body, Order order) {
        return ResidualBlocks.network(EXAMPLES, body, order, 3);
    }
}
