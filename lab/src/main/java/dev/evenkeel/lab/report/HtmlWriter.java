package dev.evenkeel.lab.report;

import dev.evenkeel.text.Printable;

/** Collects HTML; whatever comes from outside goes through {@link #text}. */
final class HtmlWriter {
    private final StringBuilder html = new StringBuilder();

    HtmlWriter raw(String markup) {
        html.append(markup);
        return this;
    }

    /** Characters that command a terminal or reorder text, which have no place in HTML, appear as escapes. */
    HtmlWriter text(String given) {
        String text = Printable.of(given);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(character);
            }
        }
        return this;
    }

    HtmlWriter element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
