package dev.evenkeel.lab.report;

/** Collects HTML; whatever comes from outside goes through {@link #text}. */
final class HtmlWriter {
    private final StringBuilder html = new StringBuilder();

    HtmlWriter raw(String markup) {
        html.append(markup);
        return this;
    }

    HtmlWriter text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(isShown(character) ? character : '\uFFFD');
            }
        }
        return this;
    }

    HtmlWriter element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** Control characters other than white space have no place in HTML. */
    private static boolean isShown(char character) {
        return !Character.isISOControl(character) || character == '\n' || character == '\t' || character == '\r';
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
