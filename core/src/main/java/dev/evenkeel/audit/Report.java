package dev.evenkeel.audit;

import dev.evenkeel.network.Node;
import java.util.List;
import java.util.Locale;

/** Where the findings of one rule go. */
@SuppressWarnings("AnnotateFormatMethod")
record Report(AuditRule rule, List<Finding> findings) {
    void note(Node node, String message) {
        add(Finding.Level.NOTE, node, message);
    }

    void note(Node node, String format, Object... arguments) {
        note(node, String.format(Locale.ROOT, format, arguments));
    }

    void warning(Node node, String message) {
        add(Finding.Level.WARNING, node, message);
    }

    void warning(Node node, String format, Object... arguments) {
        warning(node, String.format(Locale.ROOT, format, arguments));
    }

    void error(Node node, String format, Object... arguments) {
        error(node, String.format(Locale.ROOT, format, arguments));
    }

    void error(Node node, String message) {
        add(Finding.Level.ERROR, node, message);
    }

    void add(Finding.Level level, Node node, String message) {
        findings.add(new Finding(rule, level, node.name(), node.title() + ": " + message));
    }
}
