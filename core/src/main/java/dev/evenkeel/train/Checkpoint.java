package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.update.Updates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The state of a run between two steps as one safetensors file: weights, statistics with their counts, optimizer state,
 * averages, the best epoch's tensors, and where the run stands. Together with the settings and the data it determines
 * every bit of what follows.
 */
final class Checkpoint {
    static final String FILE = "checkpoint.safetensors";

    /** Of the settings, those that say what is learnt from. */
    private static final Set<String> DATA = Set.of("data", "validation");

    private static final String FORMAT = "evenkeel.checkpoint";
    private static final String VERSION = "1";
    private static final String OPTIMIZER = "optimizer.";
    private static final String AVERAGE = "average.";
    private static final String BEST = "best.";

    private final Path file;

    Checkpoint(Path folder) {
        file = folder.resolve(FILE);
    }

    Path file() {
        return file;
    }

    void write(
            JsonObject settings,
            TrainingState state,
            TrainingProgram program,
            Updates updates,
            Optimizer optimizer,
            BestEpoch best) {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata(FORMAT, VERSION);
        writer.metadata("settings", settings.toString());
        writer.metadata("position", state.toJson().toString());
        writer.metadata("counts", counts(program).toString());
        writer.metadata("best", best.counts().toString());
        writer.metadata("bestStatistics", best.statistics());
        for (ParameterSlot slot : program.parameters()) {
            writer.floats(slot.name(), slot.values(), slot.parameter().shape().toArray());
        }
        for (StatisticSlot slot : program.statistics()) {
            writer.floats(slot.name(), slot.values(), slot.statistic().shape().toArray());
        }
        for (Updates.Update update : updates.all()) {
            String name = update.slot().name();
            int[] shape = update.slot().parameter().shape().toArray();
            for (int index = 0; index < optimizer.state().size(); index++) {
                writer.floats(OPTIMIZER + optimizer.state().get(index) + "." + name, update.state()[index], shape);
            }
            if (update.average().length > 0) {
                writer.floats(AVERAGE + name, update.average(), shape);
            }
        }
        best.tensors()
                .forEach((name, tensor) -> writer.floats(
                        BEST + name, tensor.toArray(), tensor.shape().toArray()));
        writer.write(file);
    }

    /** @throws EvenkeelException if there is no checkpoint, it is damaged, or other settings made it */
    void restore(
            JsonObject settings,
            TrainingState state,
            TrainingProgram program,
            Updates updates,
            Optimizer optimizer,
            BestEpoch best) {
        if (!Files.exists(file)) {
            throw new EvenkeelException(
                    "There is no checkpoint " + file + " to resume from. Start the run without resuming,"
                            + " or give the folder of the run that was interrupted");
        }
        try (SafetensorsFile saved = SafetensorsFile.read(file)) {
            if (!VERSION.equals(saved.metadata().get(FORMAT))) {
                throw new EvenkeelException(
                        file + " is not a checkpoint this version can read. Start the run without" + " resuming");
            }
            requireSame(Json.parse(text(saved, "settings")).asObject(), settings);
            state.restore(Json.parse(text(saved, "position")).asObject());
            restoreTensors(saved, program, updates, optimizer);
            best.restore(Json.parse(text(saved, "best")).asObject(), text(saved, "bestStatistics"), saved, BEST);
        } catch (JsonException | IllegalArgumentException damaged) {
            throw new EvenkeelException(
                    file + " is damaged: " + damaged.getMessage() + ". Start the run without resuming", damaged);
        }
    }

    private static void restoreTensors(
            SafetensorsFile saved, TrainingProgram program, Updates updates, Optimizer optimizer) {
        for (ParameterSlot slot : program.parameters()) {
            copy(saved, slot.name(), slot.values());
        }
        JsonObject counts = Json.parse(text(saved, "counts")).asObject();
        for (StatisticSlot slot : program.statistics()) {
            long[] count = counts.array(slot.name()).toLongArray();
            if (count.length != 2) {
                throw new IllegalArgumentException("two counts are needed for '" + slot.name() + "'");
            }
            slot.restore(saved.floats(slot.name()), count[0], count[1]);
        }
        for (Updates.Update update : updates.all()) {
            for (int index = 0; index < optimizer.state().size(); index++) {
                copy(
                        saved,
                        OPTIMIZER + optimizer.state().get(index) + "."
                                + update.slot().name(),
                        update.state()[index]);
            }
            if (update.average().length > 0) {
                copy(saved, AVERAGE + update.slot().name(), update.average());
            }
        }
    }

    private static void copy(SafetensorsFile saved, String name, float[] target) {
        float[] values = saved.floats(name);
        if (values.length != target.length) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has " + values.length + " values, the run needs " + target.length);
        }
        System.arraycopy(values, 0, target, 0, target.length);
    }

    private static String text(SafetensorsFile saved, String key) {
        String text = saved.metadata().get(key);
        if (text == null) {
            throw new IllegalArgumentException("its metadata has no '" + key + "'");
        }
        return text;
    }

    private static JsonObject counts(TrainingProgram program) {
        JsonObject counts = JsonObject.of();
        for (StatisticSlot slot : program.statistics()) {
            counts = counts.with(slot.name(), JsonArray.ofNumbers(slot.updates(), slot.count()));
        }
        return counts;
    }

    private void requireSame(JsonObject saved, JsonObject settings) {
        if (saved.equals(settings)) {
            return;
        }
        Map<String, JsonValue> now = settings.members();
        Set<String> keys = new TreeSet<>(saved.members().keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(saved.members().get(key), now.get(key)));
        if (keys.contains("workers")) {
            keys.removeAll(DATA); // whose fingerprints tell who has which examples
        }
        if (DATA.containsAll(keys)) {
            throw new EvenkeelException(
                    file + " was written by a run on other data: " + otherData(saved, settings, keys)
                            + ". Resume with the same examples in the same order, or start a new run in another folder");
        }
        List<String> different = keys.stream()
                .map(key -> key + " (was " + shown(saved, key) + ", now " + shown(settings, key) + ")")
                .toList();
        throw new EvenkeelException(file + " was written by a run with other settings: " + String.join("; ", different)
                + ". Resume with the same settings, or start a new run in another folder");
    }

    private static String otherData(JsonObject saved, JsonObject settings, Set<String> keys) {
        return keys.stream()
                .map(key -> saved.has(key) && settings.has(key) && sameSize(saved.object(key), settings.object(key))
                        ? "its " + settings.object(key).longInteger("examples") + " examples of " + key
                                + " have other values, or come in another order"
                        : key + " (was " + shown(saved, key) + ", now " + shown(settings, key) + ")")
                .collect(Collectors.joining("; "));
    }

    private static boolean sameSize(JsonObject one, JsonObject other) {
        return one.longInteger("examples") == other.longInteger("examples");
    }

    private static String shown(JsonObject json, String key) {
        String text = json.find(key).map(JsonValue::toString).orElse("absent");
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }
}
