package dev.evenkeel.serve.watch;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.drift.DriftReport;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says how far what models are given now is from what they were trained on. Asked when metrics or the status page are read. */
@FunctionalInterface
public interface DriftSource {
    Map<Served, DriftReport> drift();

    /** The columns of a model that takes rows of a table; none of others. */
    default List<TableDrift.Column> columns(Served served) {
        return List.of();
    }

    /** Forgets all models but these. */
    default void retain(Set<Served> present) {}

    /** Says nothing. */
    static DriftSource none() {
        return Map::of;
    }
}
