package dev.evenkeel.audit;

/** A rule and how its findings are found. */
record Check(AuditRule rule, Inspection inspection) {
    Check(String id, String reason, String source, String wayOut, Inspection inspection) {
        this(new AuditRule(id, reason, source, wayOut), inspection);
    }

    interface Inspection {
        void look(Subject subject, Report report);
    }
}
