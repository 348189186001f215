package dev.evenkeel.comparison.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void everyTargetIsAboutRowsThatAreMeasured() {
        List<String> rows = Stream.of(
                        Catalogue.groups().stream()
                                .flatMap(group -> group.tasks().stream())
                                .map(Object::toString),
                        Catalogue.STARTS.stream(),
                        Stream.of(Catalogue.SHIP))
                .flatMap(names -> names)
                .toList();
        assertThat(Catalogue.targets())
                .allSatisfy(target -> assertThat(rows)
                        .containsAll(target.upper().rows())
                        .containsAll(target.lower().rows()));
    }

    @Test
    void theChartIsDrawnWithItsAxes() {
        double[] sizes = {16, 128, 256};
        String svg = ScalingChart.of(List.of(
                new ScalingChart.Series("batch", 1, sizes, new double[] {7, 51, 99}),
                new ScalingChart.Series("channels", 2, sizes, new double[] {12, 30, 55})));
        assertThat(svg)
                .contains("examples in a batch", "channels of the second convolution", "milliseconds", "R² = 0.99")
                .doesNotContain("NaN");
    }
}
