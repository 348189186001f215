package dev.evenkeel.spark;

import org.apache.spark.ml.util.Identifiable$;

/**
 * The identifier of an object under construction. Spark's classes ask for it in their constructors, before the object could have kept
 * it in a field; it waits here meanwhile.
 */
final class GivenUid {
    private static final ThreadLocal<String> WAITING = new ThreadLocal<>();

    private GivenUid() {}

    /** Lets an identifier wait for {@link #take()}. */
    static GivenUid of(String uid) {
        WAITING.set(uid);
        return new GivenUid();
    }

    /** Lets a fresh identifier wait, which begins so. */
    static GivenUid fresh(String prefix) {
        return of(Identifiable$.MODULE$.randomUID(prefix));
    }

    static String take() {
        String uid = WAITING.get();
        if (uid == null) {
            throw new IllegalStateException("No identifier waits for an object");
        }
        WAITING.remove();
        return uid;
    }
}
