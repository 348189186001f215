package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model holds beside its numbers as texts by name, for the metadata of any file: {@code network}, {@code output},
 * {@code sampleCounts} and {@code provenance}, each as JSON, and {@code attachment.NAME}.
 */
public final class ModelMetadata {
    private static final String ATTACHMENT = "attachment.";

    private ModelMetadata() {}

    /** The texts, in an order of their own. */
    public static Map<String, String> of(Model model) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("network", NetworkJson.write(model.network()).toString());
        texts.put("output", outputJson(model.output()).toString());
        texts.put("evidence", evidenceJson(model).toString());
        texts.put("provenance", model.provenance().toString());
        model.attachments().forEach((name, text) -> texts.put(ATTACHMENT + name, text));
        return texts;
    }

    /**
     * The network of the texts.
     *
     * @throws EvenkeelException if it is missing or wrong
     * @throws dev.evenkeel.json.JsonException if it is damaged
     */
    public static Network network(Map<String, String> texts, LayerRegistry registry) {
        return NetworkJson.read(parse(texts, "network"), registry);
    }

    /**
     * The model of the texts, the network they hold, and numbers.
     *
     * @throws EvenkeelException if a text is missing, or a tensor is missing, surplus or of a wrong shape
     * @throws dev.evenkeel.json.JsonException if a text is damaged
     */
    public static Model model(
            Network network, Map<String, Tensor> tensors, Optional<TargetScaling> scaling, Map<String, String> texts) {
        Map<String, String> attachments = new LinkedHashMap<>();
        texts.forEach((key, text) -> {
            if (key.startsWith(ATTACHMENT)) {
                attachments.put(key.substring(ATTACHMENT.length()), text);
            }
        });
        JsonObject output = parse(texts, "output");
        OutputActivation outputActivation =
                OutputActivation.valueOf(output.string("link").toUpperCase(Locale.ROOT));
        return new Model(
                network,
                tensors,
                sampleCounts(parse(texts, "evidence")),
                new Model.Output(outputActivation, output.array("labels").toStrings(), scaling),
                parse(texts, "provenance"),
                attachments);
    }

    private static JsonObject outputJson(Model.Output output) {
        return JsonObject.of()
                .with("link", output.outputActivation().name().toLowerCase(Locale.ROOT))
                .with("labels", JsonArray.ofStrings(output.labels()));
    }

    private static JsonObject evidenceJson(Model model) {
        JsonObject json = JsonObject.of();
        for (Node node : model.network().nodes()) {
            if (node.gathersStatistics()) {
                SampleCounts sampleCounts = model.sampleCounts(node.name());
                JsonObject counts = JsonObject.of();
                if (sampleCounts.batches().isPresent()) {
                    counts = counts.with("batches", sampleCounts.batches().getAsLong());
                }
                if (sampleCounts.values().isPresent()) {
                    counts = counts.with("values", sampleCounts.values().getAsLong());
                }
                json = json.with(node.name(), counts);
            }
        }
        return json;
    }

    private static Map<String, SampleCounts> sampleCounts(JsonObject json) {
        Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();
        for (String layer : json.members().keySet()) {
            JsonObject counts = json.object(layer);
            sampleCounts.put(layer, new SampleCounts(count(counts, "batches"), count(counts, "values")));
        }
        return sampleCounts;
    }

    private static OptionalLong count(JsonObject counts, String name) {
        return counts.has(name) ? OptionalLong.of(counts.longInteger(name)) : OptionalLong.empty();
    }

    private static JsonObject parse(Map<String, String> texts, String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new EvenkeelException("the metadata has no '" + key + "'. Take an intact copy of the file");
        }
        return Json.parse(text).asObject();
    }
}
