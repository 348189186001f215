package dev.evenkeel.data;

import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.text.LabelledTexts;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Data that is ready to learn from. What the classes are called stands in {@code training.target()}.
 *
 * @param name of the set or the file
 * @param test the examples to be read once, after training; none where nothing was held out
 * @param division how the test part came about
 * @param encoding how the rows of a table became inputs, to be kept with the model; none for other data
 * @param notes what people should know about how it was read
 * @param kept what else of how it was read is to be kept with the model, to read other data so: as JSON, by its name
 */
public record LoadedData(
        String name,
        Dataset training,
        Optional<Dataset> test,
        Division division,
        Optional<TableEncoding> encoding,
        List<String> notes,
        Map<String, JsonObject> kept) {
    public LoadedData {
        notes = List.copyOf(notes);
        kept = Map.copyOf(kept);
    }

    LoadedData(
            String name,
            Dataset training,
            Optional<Dataset> test,
            Division division,
            Optional<TableEncoding> encoding,
            List<String> notes) {
        this(name, training, test, division, encoding, notes, Map.of());
    }

    /** The same, of which a model keeps this too. */
    LoadedData keeping(String what, JsonObject json) {
        return new LoadedData(name, training, test, division, encoding, notes, Map.of(what, json));
    }

    /** What the examples are made of. */
    public DataKind kind() {
        if (training instanceof SeriesDataset) {
            return DataKind.SERIES;
        }
        if (training instanceof TextDataset) {
            return DataKind.TEXT;
        }
        if (training instanceof LabelledTexts) {
            return DataKind.TEXTS;
        }
        return encoding.isPresent() ? DataKind.TABLE : DataKind.IMAGES;
    }

    /** Images or series in the two parts they come in. */
    static LoadedData given(String name, DataSplit split, List<String> notes) {
        return new LoadedData(
                name, split.training(), Optional.of(split.test()), Division.GIVEN, Optional.empty(), notes);
    }
}
