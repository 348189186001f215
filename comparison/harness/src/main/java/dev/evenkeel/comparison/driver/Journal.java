package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.worker.Participant;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps what each part of a comparison measured, a line a part, so that an interrupted one can go on. */
final class Journal {
    private final Path file;
    private final Results results;
    private final Set<String> done = new HashSet<>();

    private Journal(Path file, Results results) {
        this.file = file;
        this.results = results;
    }

    /**
     * Begins anew.
     *
     * @param what is measured: options, build and machine
     */
    static Journal begin(Path file, String what, Results results) throws IOException {
        Files.writeString(file, JsonObject.of().with("what", what) + "\n");
        return new Journal(file, results);
    }

    /**
     * Goes on, with what was measured already in the results.
     *
     * @throws IllegalArgumentException if there is nothing to go on from, or something else was measured
     */
    static Journal resume(Path file, String what, Results results) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("--resume finds no interrupted comparison: leave it out");
        }
        String before = Json.parse(lines.get(0)).asObject().string("what");
        if (!before.equals(what)) {
            throw new IllegalArgumentException(
                    "--resume needs the options, build and machine of the interrupted comparison, \n  " + before
                            + ", but got\n  " + what + ". Leave it out to begin anew");
        }
        Journal journal = new Journal(file, results);
        int whole = 1;
        try {
            for (; whole < lines.size(); whole++) {
                journal.restore(Json.parse(lines.get(whole)).asObject());
            }
        } catch (JsonException cut) {
            Files.write(file, lines.subList(0, whole));
        }
        return journal;
    }

    /** Runs a part, unless it was measured already, and keeps what it adds. */
    void part(String name, Runnable measure) {
        if (done.contains(name)) {
            return;
        }
        Map<Cell, Integer> counts = new HashMap<>();
        results.values().forEach((cell, forks) -> counts.put(cell, forks.size()));
        Map<Cell, Double> differences = new HashMap<>(results.differences());
        List<String> notes = results.notes();
        measure.run();
        JsonObject line = JsonObject.of()
                .with("part", name)
                .with(
                        "cells",
                        new JsonArray(results.values().entrySet().stream()
                                .flatMap(entry -> entry
                                        .getValue()
                                        .subList(
                                                counts.getOrDefault(entry.getKey(), 0),
                                                entry.getValue().size())
                                        .stream()
                                        .<JsonValue>map(
                                                rounds -> cell(entry.getKey()).with("rounds", rounds(rounds))))
                                .toList()))
                .with(
                        "differences",
                        new JsonArray(results.differences().entrySet().stream()
                                .filter(entry -> !entry.getValue().equals(differences.get(entry.getKey())))
                                .<JsonValue>map(entry -> cell(entry.getKey()).with("difference", entry.getValue()))
                                .toList()))
                .with(
                        "notes",
                        JsonArray.ofStrings(results.notes().stream()
                                .filter(note -> !notes.contains(note))
                                .toList()));
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private void restore(JsonObject line) {
        Map<Cell, double[]> cells = new LinkedHashMap<>();
        for (JsonValue cell : line.array("cells")) {
            cells.put(cell(cell.asObject()), rounds(cell.asObject().array("rounds")));
        }
        cells.forEach(results::add);
        for (JsonValue cell : line.array("differences")) {
            results.agreed(cell(cell.asObject()), cell.asObject().number("difference"));
        }
        for (JsonValue note : line.array("notes")) {
            results.note(note.asString());
        }
        done.add(line.string("part"));
    }

    private static JsonObject cell(Cell cell) {
        return JsonObject.of()
                .with("row", cell.row())
                .with("threads", cell.threads())
                .with("by", cell.participant().name())
                .with("setting", cell.setting());
    }

    private static Cell cell(JsonObject cell) {
        return new Cell(
                cell.string("row"),
                cell.integer("threads"),
                Participant.valueOf(cell.string("by")),
                cell.string("setting"));
    }

    /** A round without a turn is null. */
    private static JsonArray rounds(double[] rounds) {
        return new JsonArray(Arrays.stream(rounds)
                .<JsonValue>mapToObj(time -> Double.isNaN(time) ? JsonNull.NULL : JsonNumber.of(time))
                .toList());
    }

    private static double[] rounds(JsonArray rounds) {
        return rounds.elements().stream()
                .mapToDouble(time -> time == JsonNull.NULL ? Double.NaN : time.asDouble())
                .toArray();
    }
}
