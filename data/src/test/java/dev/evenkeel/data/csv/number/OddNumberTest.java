package dev.evenkeel.data.csv.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OddNumberTest {
    private static final NumberForm COMMA = new NumberForm(',', NumberForm.NONE, "", "");
    private static final NumberForm GROUPED_COMMA = new NumberForm(',', '.', "", "");
    private static final NumberForm PERCENT = new NumberForm('.', NumberForm.NONE, "", "%");

    @ParameterizedTest
    @CsvSource({"1.5e3", "1.5E-2", "4.9e-324", "-.5e+2", "000.5e10"})
    void anOrdinaryNumberWithAnExponentHasAPointWhereOthersHaveCommas(String text) {
        assertThat(OddNumber.hintOfLearnt(text, COMMA)).contains("it has a decimal point, unlike the training data");
        assertThat(OddNumber.hint(text, GROUPED_COMMA)).contains("it has a decimal point, unlike the others");
    }

    @ParameterizedTest
    @CsvSource({"1.5e3", "1e3", "1.5E-2", "4.9e-324", "0000000000000000000000000000000000000000001"})
    void anOrdinaryNumberLacksThePercentSignOfOthers(String text) {
        assertThat(OddNumber.hintOfLearnt(text, PERCENT)).contains("it lacks the '%' of the training data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1e39", "-1.0E39", "3.5e38", "1e999", "400000000000000000000000000000000000000", "4e38"})
    void whatNoFloatHoldsIsBeyondTheirRangeInAnyForm(String text) {
        for (NumberForm form : new NumberForm[] {NumberForm.PLAIN, COMMA, GROUPED_COMMA, PERCENT}) {
            assertThat(OddNumber.hint(text, form)).contains("beyond the range of float, 3.4e38");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,5e39", "1.000,5e39", "-1,5E400"})
    void marksAndSignsOfTheColumnDoNotHideThat(String text) {
        assertThat(OddNumber.hint(text, GROUPED_COMMA)).contains("beyond the range of float, 3.4e38");
        assertThat(OddNumber.hint("1e39%", PERCENT)).contains("beyond the range of float, 3.4e38");
    }
}
