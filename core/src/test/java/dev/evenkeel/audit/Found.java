package dev.evenkeel.audit;

import java.util.List;

/** What an audit finds of one rule. */
final class Found {
    private Found() {}

    /** The findings of a rule, as level and message. */
    static List<String> of(Audit audit, String rule) {
        return audit.findings().stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .map(finding -> finding.level() + " " + finding.message())
                .toList();
    }
}
