package dev.evenkeel.serve.watch;

import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at a share of what models are given, and compares it with the statistics that they store. */
public final class DriftWatch implements DriftSource {
    private static final Comparator<Served> BY_NAME =
            Comparator.comparing(Served::model).thenComparing(Served::version);

    private final Map<Served, DriftMonitor> monitors = new ConcurrentHashMap<>();

    /** Who is to be told of the batches of a model, beside {@code other}. It begins anew where it takes another's place. */
    public BatchObserver batches(Served served, Model model, BatchObserver other) {
        DriftMonitor monitor = DriftMonitor.of(model);
        if (!monitor.watchesAnything()) {
            monitors.remove(served);
            return other;
        }
        monitors.put(served, monitor);
        return new BatchObserver() {
            @Override
            public void computed(int requests, int examples, int waiting) {
                other.computed(requests, examples, waiting);
            }

            @Override
            public void computed(Examples examples) {
                other.computed(examples);
                monitor.observe(examples.inputs(), 0, examples.count(), examples.mask());
            }
        };
    }

    @Override
    public List<ModelDrift> drift() {
        return monitors.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_NAME))
                .map(entry -> drift(entry.getKey(), entry.getValue().report()))
                .toList();
    }

    @Override
    public void retain(Set<Served> present) {
        monitors.keySet().retainAll(present);
    }

    private static ModelDrift drift(Served served, DriftReport report) {
        List<LayerDrift> layers = report.layers().stream()
                .map(layer -> new LayerDrift(
                        layer.layer(),
                        verdict(layer.verdict()),
                        layer.shift(),
                        layer.shiftError(),
                        layer.ratio(),
                        layer.history().stream()
                                .map(dev.evenkeel.drift.LayerDrift.Point::shift)
                                .toList()))
                .toList();
        return new ModelDrift(served, verdict(report.verdict()), report.examples(), layers);
    }

    private static Verdict verdict(DriftReport.Verdict verdict) {
        return switch (verdict) {
            case STEADY -> Verdict.STEADY;
            case DRIFTING -> Verdict.DRIFTING;
            case TOO_FEW_TO_TELL -> Verdict.TOO_FEW_TO_TELL;
        };
    }
}
