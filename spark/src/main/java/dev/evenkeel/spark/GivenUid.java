package dev.evenkeel.spark;

import org.apache.spark.ml.util.Identifiable$;

/**
 * The identifier of an object under construction. Spark's classes ask for it in their constructors, before the object could have kept
 * it in a field; it waits here meanwhile.
 */
final class GivenUid {
    private static final ThreadLocal<String> WAITING = new ThreadLocal<>();

    private final String uid;

    private GivenUid(String uid) {
        this.uid = uid;
    }

    /** Lets an identifier wait until {@link #kept()}. */
    static GivenUid of(String uid) {
        WAITING.set(uid);
        return new GivenUid(uid);
    }

    /** Lets a fresh identifier wait, which begins so. */
    static GivenUid fresh(String prefix) {
        return of(Identifiable$.MODULE$.randomUID(prefix));
    }

    /** That of the object whose constructor runs on this thread. */
    static String waiting() {
        String uid = WAITING.get();
        if (uid == null) {
            throw new IllegalStateException("No identifier waits for an object");
        }
        return uid;
    }

    /** The identifier, now that the object can keep it. */
    String kept() {
        WAITING.remove();
        return uid;
    }
}
