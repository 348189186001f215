package dev.evenkeel.serve.watch;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at a share of what models are given, and compares it with the statistics that they store, and with what they keep of the
 * columns of their training's table. Where both are compared, they share the chance of false alarms.
 */
public final class DriftWatch implements DriftSource {
    private final Map<Served, Watched> models = new ConcurrentHashMap<>();
    private final DriftSettings settings;

    /** What watches one model. */
    private record Watched(DriftMonitor layers, Optional<TableDrift> columns) {
        void look(Examples examples) {
            layers.observe(examples.inputs(), 0, examples.count(), examples.mask());
            columns.ifPresent(table -> look(table, examples));
        }

        private static void look(TableDrift table, Examples examples) {
            if (examples.given().isPresent()) {
                table.observe(
                        examples.inputs(), 0, examples.count(), examples.given().get()::row);
            } else {
                table.observe(examples.inputs(), 0, examples.count());
            }
        }
    }

    /** As closely as a server does. */
    public DriftWatch() {
        this(DriftSettings.standard());
    }

    public DriftWatch(DriftSettings settings) {
        this.settings = settings;
    }

    /** Who is to be told of the batches of a model. It begins anew where the model takes another's place. */
    public BatchObserver batches(Served served, Model model) {
        DriftSettings half = settings.falseAlarms(settings.falseAlarms() / 2);
        DriftMonitor alone = DriftMonitor.of(model, settings);
        Optional<TableDrift> columns = ServedModels.tableEncoding(model)
                .map(encoding -> TableDrift.of(encoding, model, alone.watchesAnything() ? half : settings))
                .filter(TableDrift::watchesAnything);
        if (!alone.watchesAnything() && columns.isEmpty()) {
            models.remove(served);
            return BatchObserver.none();
        }
        Watched watched = new Watched(columns.isPresent() ? DriftMonitor.of(model, half) : alone, columns);
        models.put(served, watched);
        return (requests, waiting) -> requests.forEach(watched::look);
    }

    @Override
    public Map<Served, DriftReport> drift() {
        Map<Served, DriftReport> reports = new HashMap<>();
        models.forEach((served, watched) -> reports.put(served, watched.layers().report()));
        return reports;
    }

    @Override
    public List<TableDrift.Column> columns(Served served) {
        return Optional.ofNullable(models.get(served))
                .flatMap(Watched::columns)
                .map(TableDrift::columns)
                .orElse(List.of());
    }

    @Override
    public void retain(Set<Served> present) {
        models.keySet().retainAll(present);
    }
}
