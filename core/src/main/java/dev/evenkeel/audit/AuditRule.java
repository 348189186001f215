package dev.evenkeel.audit;

import dev.evenkeel.json.JsonObject;

/**
 * Something that an audit looks for.
 *
 * @param id its name, by which it is silenced, as {@code redundant-bias}
 * @param reason why it matters, in one sentence
 * @param source where that is shown
 * @param wayOut what to do about it
 */
public record AuditRule(String id, String reason, String source, String wayOut) {
    /** All parts by their names. */
    public JsonObject toJson() {
        return JsonObject.of()
                .with("id", id)
                .with("reason", reason)
                .with("source", source)
                .with("wayOut", wayOut);
    }

    /** As {@code redundant-bias: ... (Ioffe and Szegedy 2015). Leave the bias out}. */
    @Override
    public String toString() {
        return id + ": " + reason + " (" + source + "). " + wayOut;
    }
}
