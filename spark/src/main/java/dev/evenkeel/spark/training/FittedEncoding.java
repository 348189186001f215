package dev.evenkeel.spark.training;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import java.util.List;

/**
 * How the columns of a table became inputs.
 *
 * @param drift what is kept of the training rows, to tell later ones from them
 * @param notes what people should know about it
 */
record FittedEncoding(TableEncoding encoding, JsonObject drift, List<String> notes) {
    static FittedEncoding of(TableEncoding encoding, Dataset training) {
        return new FittedEncoding(encoding, TableDrift.stored(encoding, training), encoding.notes());
    }

    /** Reads what {@link #text()} gave. */
    static FittedEncoding parse(String text) {
        JsonObject json = Json.parse(text).asObject();
        return new FittedEncoding(
                TableEncoding.fromJson(json.object("encoding")),
                json.object("drift"),
                json.array("notes").toStrings());
    }

    String text() {
        return JsonObject.of()
                .with("encoding", encoding.toJson())
                .with("drift", drift)
                .with("notes", JsonArray.ofStrings(notes))
                .toString();
    }
}
