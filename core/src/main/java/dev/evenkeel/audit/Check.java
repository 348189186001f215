package dev.evenkeel.audit;

/** A rule and how its findings are found. */
record Check(AuditRule rule, Inspection inspection) {
    /** Looks through a subject for what breaks a rule. */
    interface Inspection {
        void look(Subject subject, Report report);
    }
}
