package dev.evenkeel.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Which shapes LayerNorm, GroupNorm, InstanceNorm and RmsNorm take, and which their parameters have. */
class ExampleNormShapesTest {
    @Test
    void channelsThatTheGroupsDoNotDivideAreRefused() {
        assertThatThrownBy(() -> GroupNorm.of(3).outputShape(Shape.of(5, 8)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("needs channels that fall into 3 groups, but its input [5, 8] has 8 on its last axis. Use a"
                        + " number of groups that divides them, as 2 or 4");
        assertThatThrownBy(() -> GroupNorm.of(32).outputShape(Shape.of(5, 8)))
                .hasMessageEndingWith("divides them, as 8");
        assertThat(GroupNorm.of(4).outputShape(Shape.of(5, 8))).isEqualTo(Shape.of(5, 8));
    }

    @Test
    void oneValuePerStatisticIsRefusedWhereShapesAreChecked() {
        assertThatThrownBy(() -> GroupNorm.of(8).outputShape(Shape.of(1, 8)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "needs 2 values or more per group, but its input [1, 8] has 1 in each of 8 groups: its variance"
                                + " is always 0. Use fewer groups");
        assertThatThrownBy(() -> InstanceNorm.standard().outputShape(Shape.of(8)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "needs 2 positions or more, but its input [8] has 1: the variance of a channel is always 0. Use"
                                + " layerNorm() or batchNorm() here");
        assertThatThrownBy(() -> LayerNorm.standard().outputShape(Shape.of(5, 1)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("needs 2 values or more to normalise together, but its input [5, 1] has 1: its variance is"
                        + " always 0. Use batchNorm() here, or normalise over all axes");
        assertThat(GroupNorm.of(4).outputShape(Shape.of(8))).isEqualTo(Shape.of(8));
        assertThat(InstanceNorm.standard().outputShape(Shape.of(2, 8))).isEqualTo(Shape.of(2, 8));
        assertThat(LayerNorm.standard().overAllAxes().outputShape(Shape.of(5, 1)))
                .isEqualTo(Shape.of(5, 1));
        assertThat(RmsNorm.standard().outputShape(Shape.of(5, 1))).isEqualTo(Shape.of(5, 1));
    }

    @Test
    void parametersHaveTheNormalizedShape() {
        Shape shape = Shape.of(7, 4);
        assertThat(LayerNorm.standard().parameters(shape))
                .extracting("shape")
                .containsExactly(Shape.of(4), Shape.of(4));
        assertThat(LayerNorm.standard().overAllAxes().parameters(shape))
                .extracting("shape")
                .containsExactly(shape, shape);
        assertThat(GroupNorm.of(2).parameters(shape)).extracting("shape").containsExactly(Shape.of(4), Shape.of(4));
        assertThat(InstanceNorm.standard().parameters(shape)).isEmpty();
        assertThat(InstanceNorm.standard().withAffine().parameters(shape))
                .extracting("name")
                .containsExactly("weight", "bias");
        assertThat(RmsNorm.standard().parameters(shape)).extracting("name").containsExactly("weight");
        assertThat(RmsNorm.standard().parameters(shape)).extracting("shape").containsExactly(Shape.of(4));
        assertThat(RmsNorm.standard().withoutAffine().parameters(shape)).isEmpty();
    }
}
