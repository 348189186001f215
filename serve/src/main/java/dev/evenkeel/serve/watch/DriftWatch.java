package dev.evenkeel.serve.watch;

import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.batch.BatchObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at a share of what models are given, and compares it with the statistics that they store. */
public final class DriftWatch implements DriftSource {
    private final Map<Served, DriftMonitor> monitors = new ConcurrentHashMap<>();

    /** Who is to be told of the batches of a model. It begins anew where the model takes another's place. */
    public BatchObserver batches(Served served, Model model) {
        DriftMonitor monitor = DriftMonitor.of(model);
        if (!monitor.watchesAnything()) {
            monitors.remove(served);
            return BatchObserver.none();
        }
        monitors.put(served, monitor);
        return (requests, waiting) ->
                requests.forEach(examples -> monitor.observe(examples.inputs(), 0, examples.count(), examples.mask()));
    }

    @Override
    public Map<Served, DriftReport> drift() {
        Map<Served, DriftReport> reports = new HashMap<>();
        monitors.forEach((served, monitor) -> reports.put(served, monitor.report()));
        return reports;
    }

    @Override
    public void retain(Set<Served> present) {
        monitors.keySet().retainAll(present);
    }
}
