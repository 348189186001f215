package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.safetensors.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A report as one HTML file that needs nothing else: styles, scripts and data lie in it, and its content security policy
 * lets no browser fetch anything or run another script. Charts are drawn by Apache ECharts; behind each lies its data as a
 * table, so the page can be read without them.
 */
public final class HtmlReport {
    private static final List<String> DRAWING = List.of("echarts.common.min.js", "report.js");
    private static final String POLICY =
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private HtmlReport() {}

    /**
     * Writes {@code file} so that it holds either its old content or the whole report. Missing folders are created.
     *
     * @throws dev.evenkeel.EvenkeelException that begins with the path, if the file cannot be written
     */
    public static void write(Report report, Path file) {
        byte[] page = page(report).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, target -> target.write(page));
    }

    static String page(Report report) {
        List<JsonValue> charts = new ArrayList<>();
        String body = body(report, "", charts);
        return charts.isEmpty()
                ? document(report.title(), POLICY, List.of("report.css"), body, List.of())
                : document(report.title(), POLICY, List.of("report.css"), body + drawing(charts), DRAWING);
    }

    /** The page of a report that still changes. */
    static String page(LivePage page) {
        List<String> scripts = new ArrayList<>(DRAWING);
        scripts.add("live.js");
        return document(
                page.report().title(),
                POLICY + "; connect-src 'self'",
                List.of("report.css", "live.css"),
                "<link rel=\"icon\" href=\"data:,\">\n" + content(page),
                scripts);
    }

    /** What changes of such a page. */
    static String content(LivePage page) {
        HtmlWriter mark = new HtmlWriter();
        boolean running = page.state() == LivePage.State.RUNNING;
        mark.raw("<p id=\"live\" role=\"status\" aria-live=\"polite\" data-state=\"");
        mark.raw(running ? "running\">" : "ended\">").text(page.words());
        mark.raw(running ? "</p>\n" : ". This page no longer changes.</p>\n");
        List<JsonValue> charts = new ArrayList<>();
        return body(page.report(), mark.toString(), charts) + drawing(charts);
    }

    private static String document(
            String title, String policy, List<String> styles, String body, List<String> scriptNames) {
        List<String> scripts = scriptNames.stream().map(HtmlReport::resource).toList();
        HtmlWriter page = new HtmlWriter();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy);
        page.raw(scripts.isEmpty() ? "" : "; script-src");
        scripts.forEach(script -> page.raw(" 'sha256-" + digest(script) + "'"));
        page.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.element("title", title).raw("\n<style>\n");
        styles.forEach(style -> page.raw(resource(style)));
        page.raw("</style>\n</head>\n<body>\n").raw(body);
        scripts.forEach(script -> page.raw("<script>" + script + "</script>\n"));
        return page.raw("</body>\n</html>\n").toString();
    }

    private static String body(Report report, String mark, List<JsonValue> charts) {
        HtmlWriter html = new HtmlWriter();
        html.raw("<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n");
        html.element("h1", report.title()).raw("\n").raw(mark).raw("<div class=\"summary\">\n");
        report.summary().forEach(sentence -> html.element("p", sentence).raw("\n"));
        html.raw("</div>\n");
        contents(html, report);
        html.raw("</header>\n<main id=\"content\">\n");
        int number = 1;
        for (Report.Section section : report.sections()) {
            html.raw("<section aria-labelledby=\"part-" + number + "\">\n<h2 id=\"part-" + number + "\">");
            html.text(section.title()).raw("</h2>\n<div class=\"blocks\">\n");
            BlockHtml.write(html, section.blocks(), charts);
            html.raw("</div>\n</section>\n");
            number++;
        }
        provenance(html, report.provenance());
        return html.raw("</main>\n").toString();
    }

    private static void contents(HtmlWriter html, Report report) {
        html.raw("<nav aria-label=\"Contents\"><ul>\n");
        int number = 1;
        for (Report.Section section : report.sections()) {
            html.raw("<li><a href=\"#part-" + number++ + "\">")
                    .text(section.title())
                    .raw("</a></li>\n");
        }
        if (!report.provenance().isEmpty()) {
            html.raw("<li><a href=\"#provenance\">Provenance</a></li>\n");
        }
        html.raw("</ul></nav>\n");
    }

    private static void provenance(HtmlWriter html, List<Report.Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        html.raw("<section aria-labelledby=\"provenance\">\n<h2 id=\"provenance\">Provenance</h2>\n<dl>\n");
        facts.forEach(fact ->
                html.element("dt", fact.name()).element("dd", fact.value()).raw("\n"));
        html.raw("</dl>\n</section>\n");
    }

    /** The data of the charts. No text in them can end the element they stand in: JSON needs no angle bracket. */
    private static String drawing(List<JsonValue> charts) {
        return "<script type=\"application/json\" id=\"charts\">"
                + new JsonArray(charts).toString().replace("<", "\\u003c")
                + "</script>\n";
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String digest(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("Every JVM has SHA-256", never);
        }
    }
}
