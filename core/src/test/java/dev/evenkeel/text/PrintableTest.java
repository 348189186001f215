package dev.evenkeel.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void textStaysAsItIs() {
        String text = "Länge\tin \u00b5m, \u4e2d\u6587, \ud83d\ude00\nnext line\r\n";

        assertThat(Printable.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                0, 7, 8, 0x0b, 0x0c, '\r', 0x1b, 0x7f, 0x85, 0x9b, 0x9d, 0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066,
                0x2069
            })
    void charactersThatCommandATerminalOrReorderTextAreEscaped(char character) {
        assertThat(Printable.of("a" + character + "b")).isEqualTo(String.format("a\\u%04xb", (int) character));
    }

    @ParameterizedTest
    @ValueSource(chars = {0x1b, 0x7f, 0x9b, 0x202e, 0x2066})
    void jsonNamesThemByEscapesAndMeansTheSame(char character) {
        String name = "a" + character + "b";
        JsonObject json = JsonObject.of().with(name, JsonValue.of(name));

        assertThat(json.toString()).doesNotContain(Character.toString(character));
        assertThat(Json.parse(json.toString()).asObject().string(name)).isEqualTo(name);
    }
}
