package dev.evenkeel.lab.experiment;

import java.util.List;

/**
 * A claim beside what came out.
 *
 * @param claim what was expected
 * @param verdict whether it came out
 * @param measured what came out, with its interval, as {@code 0.64 (0.61 to 0.67 over 3 seeds)}
 */
public record Judgement(Claim claim, Verdict verdict, String measured) {
    /** Whether a claim came out. */
    public enum Verdict {
        AGREES,
        DIFFERS,
        /** The interval holds both. */
        UNDECIDED;

        /** Of a claim with many parts: it differs if one does, and agrees if all do. */
        public static Verdict ofAll(List<Verdict> parts) {
            if (parts.contains(DIFFERS)) {
                return DIFFERS;
            }
            return parts.contains(UNDECIDED) ? UNDECIDED : AGREES;
        }
    }
}
