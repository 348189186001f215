package dev.evenkeel.lab.review;

import dev.evenkeel.json.JsonObject;

/**
 * Something about a model's test that people should know.
 *
 * @param message in sentences, with what to do
 */
public record ReviewFinding(Rule rule, String message) {
    /** What is looked for. */
    public enum Rule {
        /** A class that the test has and the model never predicts. */
        NEVER_PREDICTED("never-predicted"),
        /** A class that only training has. */
        UNTESTED_CLASS("untested-class"),
        /** Accuracy that always predicting the commonest class has too, or numbers that their mean predicts as well. */
        NO_BETTER_THAN_GUESSING("no-better-than-guessing"),
        /** One column that alone tells the classes as well as all of them, or that is the target in other words. */
        LEAKING_COLUMN("leaking-column");

        private final String id;

        Rule(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    public JsonObject toJson() {
        return JsonObject.of().with("rule", rule.id()).with("message", message);
    }

    /** As {@code ... [leaking-column]}. */
    @Override
    public String toString() {
        return message + " [" + rule.id() + "]";
    }
}
