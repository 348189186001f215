package dev.evenkeel.serve.repository;

import dev.evenkeel.serve.repository.ModelRepository.Entry;
import dev.evenkeel.serve.repository.ModelRepository.State;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for one model. What is served and how it stands can be read by any thread; the rest belongs to who holds the repository's
 * lock.
 */
final class ModelSlot {
    private final ModelKey key;
    private volatile @Nullable LoadedModel current;
    private volatile State state = State.LOADING;
    private volatile String reason = "";

    private Path file;
    private @Nullable FileStamp seen;
    private @Nullable FileStamp tried;
    private int absences;
    private boolean isUnloaded;

    ModelSlot(ModelKey key, Path file) {
        this.key = key;
        this.file = file;
    }

    ModelKey key() {
        return key;
    }

    Optional<LoadedModel> current() {
        return Optional.ofNullable(current);
    }

    State state() {
        return state;
    }

    String reason() {
        return reason;
    }

    Entry entry() {
        return new Entry(key.name(), key.version(), state, reason);
    }

    Path file() {
        return file;
    }

    /** The model lies there now. */
    void isAt(Path place) {
        absences = 0;
        if (!place.equals(file)) {
            file = place;
            seen = null;
            tried = null;
        }
    }

    /** The file was not found once more; how often in a row. */
    int absent() {
        return ++absences;
    }

    /** Whether a file of this stamp was read, or tried to be. */
    boolean wasTried(FileStamp stamp) {
        return stamp.equals(tried);
    }

    void triedWith(FileStamp stamp) {
        tried = stamp;
    }

    /** Whether the file looks as it did when it was last looked at, so that nobody seems to write it. */
    boolean isStill(FileStamp stamp) {
        boolean same = stamp.equals(seen);
        seen = stamp;
        return same;
    }

    boolean isUnloaded() {
        return isUnloaded;
    }

    void isWanted() {
        isUnloaded = false;
    }

    /** Serves another model from now on; what was served before. */
    Optional<LoadedModel> exchange(LoadedModel loaded) {
        Optional<LoadedModel> before = current();
        current = loaded;
        state = State.READY;
        reason = "";
        return before;
    }

    /** Goes on as it is. */
    void failed(String why) {
        state = current == null ? State.UNAVAILABLE : State.READY;
        reason = current == null ? why : why + (why.endsWith(".") ? "" : ".") + " The model before it is served on";
    }

    /** Serves nothing; what was served before. */
    Optional<LoadedModel> retire(String why) {
        Optional<LoadedModel> before = current();
        current = null;
        state = State.UNAVAILABLE;
        reason = why;
        return before;
    }

    Optional<LoadedModel> unload() {
        isUnloaded = true;
        tried = null;
        return retire("unloaded");
    }
}
