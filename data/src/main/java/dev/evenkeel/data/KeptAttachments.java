package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.util.Optional;
import java.util.function.Function;

/** What a model keeps of how data became its examples, as attachments of JSON. They are not trusted. */
public final class KeptAttachments {
    /** How a table's columns become inputs. */
    public static final String ENCODING = "encoding";

    /** What the images of a folder are resized to. */
    public static final String IMAGE_SIZE = "imageSize";

    private KeptAttachments() {}

    /** @throws EvenkeelException if it is damaged */
    public static Optional<TableEncoding> encoding(Model model) {
        return read(model, ENCODING, TableEncoding::fromJson);
    }

    /** @throws EvenkeelException if it is damaged */
    public static Optional<ImageSize> imageSize(Model model) {
        return read(model, IMAGE_SIZE, json -> new ImageSize(json.integer("height"), json.integer("width")));
    }

    public static JsonObject toJson(ImageSize size) {
        return JsonObject.of().with("height", size.height()).with("width", size.width());
    }

    /**
     * An attachment, if there is one of this name.
     *
     * @throws EvenkeelException if it is damaged
     */
    public static <T> Optional<T> read(Model model, String name, Function<JsonObject, T> reader) {
        String text = model.attachments().get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(Json.parse(text).asObject()));
        } catch (JsonException damaged) {
            throw new EvenkeelException(
                    "The model's attachment '" + name + "' is damaged: " + damaged.getMessage()
                            + ". Take an intact copy of the file",
                    damaged);
        }
    }
}
