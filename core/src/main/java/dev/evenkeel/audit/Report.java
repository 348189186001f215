package dev.evenkeel.audit;

import dev.evenkeel.network.Node;
import java.util.List;

/** Where the findings of one rule go. */
record Report(AuditRule rule, List<Finding> findings) {
    void note(Node node, String message) {
        add(Finding.Level.NOTE, node, message);
    }

    void warning(Node node, String message) {
        add(Finding.Level.WARNING, node, message);
    }

    void error(Node node, String message) {
        add(Finding.Level.ERROR, node, message);
    }

    void add(Finding.Level level, Node node, String message) {
        findings.add(new Finding(rule, level, node.name(), node.title() + ": " + message));
    }
}
