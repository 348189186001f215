package dev.evenkeel.spark.storage;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The class, identifier and parameters of an object, in the folder {@code metadata} and in the words in which Spark's own writers
 * keep them, so that pipelines read them.
 *
 * @param json {@code class}, {@code timestamp}, {@code sparkVersion}, {@code uid}, {@code paramMap} and {@code defaultParamMap}
 */
record StoredParameters(JsonObject json) {
    private static final String FOLDER = "metadata";
    private static final List<String> REQUIRED = List.of("class", "uid", "paramMap", "defaultParamMap");

    static StoredParameters of(Params object, String sparkVersion) {
        JsonObject set = JsonObject.of();
        JsonObject defaults = JsonObject.of();
        for (Param<?> param : object.params()) {
            if (object.isSet(param)) {
                set = set.with(param.name(), encoded(param, object.get(param).get()));
            }
            if (object.hasDefault(param)) {
                defaults = defaults.with(
                        param.name(), encoded(param, object.getDefault(param).get()));
            }
        }
        return new StoredParameters(JsonObject.of()
                .with("class", object.getClass().getName())
                .with("timestamp", System.currentTimeMillis())
                .with("sparkVersion", sparkVersion)
                .with("uid", object.uid())
                .with("paramMap", set)
                .with("defaultParamMap", defaults));
    }

    @SuppressWarnings("unchecked")
    private static <T> JsonValue encoded(Param<T> param, Object value) {
        return Json.parse(param.jsonEncode((T) value));
    }

    void write(Storage storage, Path folder) {
        Path part = new Path(new Path(folder, FOLDER), "part-00000");
        storage.write(part, (json + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static boolean isThere(Storage storage, Path folder) {
        return storage.isFolder(new Path(folder, FOLDER));
    }

    /** @throws EvenkeelException if there are none, or they are damaged */
    static String className(Storage storage, Path folder) {
        return json(storage, folder).string("class");
    }

    /** @throws EvenkeelException if there are none, or they are those of another class */
    static StoredParameters read(Storage storage, Path folder, String className) {
        return checked(json(storage, folder), folder, className);
    }

    private static JsonObject json(Storage storage, Path folder) {
        Path metadata = new Path(folder, FOLDER);
        if (!isThere(storage, folder)) {
            throw new EvenkeelException(folder + " holds no saved stage of a pipeline: it has no folder " + FOLDER);
        }
        try {
            for (Path file : storage.files(metadata)) {
                String text = new String(storage.read(file), StandardCharsets.UTF_8).strip();
                if (!text.isEmpty()) {
                    JsonObject json = Json.parse(text).asObject();
                    for (String key : REQUIRED) {
                        JsonValue unused = json.value(key);
                    }
                    return json;
                }
            }
        } catch (JsonException damaged) {
            throw new EvenkeelException(metadata + " is damaged: " + damaged.getMessage(), damaged);
        }
        throw new EvenkeelException(metadata + " is damaged: it is empty");
    }

    private static StoredParameters checked(JsonObject json, Path folder, String className) {
        String found = json.string("class");
        if (!found.equals(className)) {
            throw new EvenkeelException(folder + " holds " + found + ", but " + className
                    + " was to be read: read it by " + found.substring(found.lastIndexOf('.') + 1) + ".load");
        }
        return new StoredParameters(json);
    }

    String uid() {
        return json.string("uid");
    }

    /** Sets what was set, and the defaults of then. */
    void copyTo(Params object) {
        for (Map.Entry<String, JsonValue> entry :
                json.object("defaultParamMap").members().entrySet()) {
            if (object.hasParam(entry.getKey())) {
                Param<Object> param = object.getParam(entry.getKey());
                object.setDefault(param, param.jsonDecode(entry.getValue().toString()));
            }
        }
        for (Map.Entry<String, JsonValue> entry :
                json.object("paramMap").members().entrySet()) {
            Param<Object> param = object.getParam(entry.getKey());
            object.set(param, param.jsonDecode(entry.getValue().toString()));
        }
    }
}
