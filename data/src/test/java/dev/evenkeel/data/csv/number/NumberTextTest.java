package dev.evenkeel.data.csv.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
    private static final NumberForm GROUPED = new NumberForm('.', ',', "", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12,34,567|1234567",
                "1,23,45,678.5|12345678.5",
                "-9,87,654|-987654",
                "1,23,456|123456",
                "12,345|12345",
                "1,234,567|1234567",
                "123,45,678|NaN",
                "1,23,45|NaN",
                "1,23,456,789|NaN",
                "1,234,56,789|NaN",
                "12,34|NaN",
                "(12.50)|-12.5",
                "(1,234.50)|-1234.5",
                "12.50-|-12.5",
                "1,234 -|-1234",
                "(-5)|NaN",
                "-(5)|NaN",
                "-5-|NaN",
                "(5|NaN",
                "5)|NaN",
                "()|NaN",
                "-|NaN",
                "(5)(6)|NaN",
                "5-6|NaN",
            })
    void groupsOfPairsAndNegativesOfBookkeepersAreRead(String text, double value) {
        assertThat(GROUPED.parse(text)).isEqualTo(Double.valueOf(value));
    }

    @ParameterizedTest
    @CsvSource({"($12.50),-12.5", "$(12.50),-12.5", "$ (3),-3", "$12.50-,-12.5", "($12.50)%,NaN"})
    void currenciesStandInsideOrBeforeTheBrackets(String text, double value) {
        assertThat(new NumberForm('.', NumberForm.NONE, "$", "").parse(text)).isEqualTo(Double.valueOf(value));
    }

    @ParameterizedTest
    @CsvSource({"(3.5%),-3.5", "(3.5)%,-3.5", "3.5%,3.5"})
    void percentsToo(String text, double value) {
        assertThat(new NumberForm('.', NumberForm.NONE, "", "%").parse(text)).isEqualTo(Double.valueOf(value));
    }
}
