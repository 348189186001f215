package dev.evenkeel.cli.display;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import java.util.Locale;
import java.util.Optional;

/** How much of what was computed in training was padding, where sequences differ in length. */
public final class PaddingLine {
    private PaddingLine() {}

    private static Optional<JsonObject> padding(Model model) {
        return model.provenance()
                .find("settings", JsonValue::asObject)
                .flatMap(settings -> settings.find("padding", JsonValue::asObject));
    }

    /** A line, as {@code Padding: 7.5 % of the positions of an epoch, in batches of similar lengths}; empty without padding. */
    public static String of(Model model) {
        return padding(model).map(PaddingLine::line).orElse("");
    }

    private static String line(JsonObject padding) {
        long[] lengths = padding.array("lengths").toLongArray();
        return String.format(
                Locale.ROOT,
                "Padding: %.1f %% of the positions of an epoch, %s\n",
                100 * padding.number("share"),
                lengths.length > 1
                        ? "in batches of similar lengths"
                        : "as this network computes each sequence in " + lengths[0]);
    }

    /** An answer with the share, {@code paddingShare}. */
    public static JsonObject in(JsonObject answer, Model model) {
        return padding(model)
                .map(padding -> answer.with("paddingShare", padding.number("share")))
                .orElse(answer);
    }
}
