package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page says of itself once its charts are drawn.
 *
 * @param charts how many there are
 * @param milliseconds since the browser began with the page
 */
record Drawn(int charts, int milliseconds) {
    private static final Pattern SAID =
            Pattern.compile("<body [^>]*data-drawn=\"(\\d+)\" data-milliseconds=\"(\\d+)\"");

    static Drawn of(Browser.Opened opened) {
        Matcher said = SAID.matcher(opened.document());
        assertThat(said.find()).as(opened.console().toString()).isTrue();
        return new Drawn(Integer.parseInt(said.group(1)), Integer.parseInt(said.group(2)));
    }
}
