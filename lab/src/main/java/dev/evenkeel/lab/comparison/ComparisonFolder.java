package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.safetensors.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a comparison keeps what is done: {@code settings.json}, and {@code trials/arm1-seed1.json} for each training that
 * ended. Each file appears all at once, so a comparison that was killed lacks only what was under way.
 */
record ComparisonFolder(Path folder) {
    /**
     * The folder of the comparison with these settings, made if there is none.
     *
     * @throws EvenkeelException if it holds another comparison
     */
    static ComparisonFolder claim(Path folder, JsonObject settings) {
        Path file = folder.resolve("settings.json");
        if (!Files.exists(file)) {
            write(file, settings);
            return new ComparisonFolder(folder);
        }
        JsonObject found = read(file);
        List<String> others = settings.members().keySet().stream()
                .filter(key -> !Objects.equals(settings.find(key), found.find(key)))
                .toList();
        if (!others.isEmpty()) {
            throw new EvenkeelException(folder + " holds another comparison, which differs in "
                    + String.join(", ", others) + ". Ask for the same to go on with it, or give another folder");
        }
        return new ComparisonFolder(folder);
    }

    Optional<Trial> find(Place place) {
        Path file = file(place);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Trial.fromJson(read(file)));
        } catch (JsonException wrong) {
            throw damaged(file, wrong);
        }
    }

    void keep(Place place, Trial trial) {
        write(file(place), trial.toJson());
    }

    private Path file(Place place) {
        return folder.resolve("cells").resolve("arm" + (place.configuration() + 1) + "-seed" + place.seed() + ".json");
    }

    private static JsonObject read(Path file) {
        try {
            return Json.parse(Files.readString(file)).asObject();
        } catch (JsonException wrong) {
            throw damaged(file, wrong);
        } catch (IOException failed) {
            throw new EvenkeelException(file + " cannot be read: " + failed + ". Give another folder", failed);
        }
    }

    private static EvenkeelException damaged(Path file, JsonException wrong) {
        return new EvenkeelException(
                file + " is damaged: " + wrong.getMessage() + ". Delete it, and what it held is trained again", wrong);
    }

    private static void write(Path file, JsonObject json) {
        byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, target -> target.write(bytes));
    }
}
