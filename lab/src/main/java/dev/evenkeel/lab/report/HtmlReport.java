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
    private static final String CHARTS = "echarts.common.min.js";

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
        HtmlWriter body = new HtmlWriter();
        body(body, report, charts);
        String drawing = charts.isEmpty() ? "" : drawing(charts);
        List<String> scripts = charts.isEmpty() ? List.of() : List.of(resource(CHARTS), resource("report.js"));
        String policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        HtmlWriter page = new HtmlWriter();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy);
        page.raw(scripts.isEmpty() ? "" : "; script-src");
        scripts.forEach(script -> page.raw(" 'sha256-" + digest(script) + "'"));
        page.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.element("title", report.title()).raw("\n<style>\n" + resource("report.css") + "</style>\n</head>\n");
        page.raw("<body>\n").raw(body.toString()).raw(drawing);
        scripts.forEach(script -> page.raw("<script>" + script + "</script>\n"));
        return page.raw("</body>\n</html>\n").toString();
    }

    private static void body(HtmlWriter html, Report report, List<JsonValue> charts) {
        html.raw("<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n");
        html.element("h1", report.title()).raw("\n<div class=\"summary\">\n");
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
        html.raw("</main>\n");
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
