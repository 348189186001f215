package dev.evenkeel.formats;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML document as a JSON value that knows the line and column of each of its places. */
final class YamlDocument {
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_DEPTH = 48;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_KEY_LENGTH = 200;
    private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,9})](?:\\.)?(.*)", Pattern.DOTALL);
    private static final Pattern WORD_ABOVE_KEYS = Pattern.compile(
            "(?m)^((?> *)- +[A-Za-z]\\w*+)( *+(?:#.*+)?(?:\\R *+(?:#.*+)?(?=\\R))*+\\R *+(?=[A-Za-z]\\w*+ *+:))");

    private final String name;
    private Optional<Node> root = Optional.empty();
    private JsonValue value = JsonNull.NULL;
    private int values;

    private YamlDocument(String name) {
        this.name = name;
    }

    /** @throws EvenkeelException with line and column, if the text is not one document of plain YAML */
    static YamlDocument parse(String name, String text) {
        try {
            return read(name, text);
        } catch (EvenkeelException wrong) {
            String meant = withColons(text);
            if (meant.equals(text)) {
                throw wrong;
            }
            try {
                return read(name, meant);
            } catch (EvenkeelException stillWrong) {
                throw wrong;
            }
        }
    }

    private static YamlDocument read(String name, String text) {
        YamlDocument document = new YamlDocument(name);
        document.value = document.read(text);
        return document;
    }

    /** A word of a list above indented keys, {@code - relu} above {@code name: r}, is no YAML: {@code - relu:} is meant. */
    private static String withColons(String text) {
        return WORD_ABOVE_KEYS.matcher(text).replaceAll("$1:$2");
    }

    JsonValue value() {
        return value;
    }

    /** The message of a problem with its line and column instead of its place in the description. */
    String located(DescriptionException wrong) {
        String message = String.valueOf(wrong.getMessage());
        String said = message.startsWith(wrong.place() + ": ")
                ? message.substring(wrong.place().length() + 2)
                : message;
        String place = wrong.place().replaceFirst("^network(\\.|$)", "");
        String where = mark(place).map(YamlDocument::shown).orElse("");
        return name + where + ": " + (place.isEmpty() ? "" : place + " ") + said;
    }

    private Optional<Mark> mark(String place) {
        return root.flatMap(node -> mark(node, place));
    }

    /** Where the innermost part of {@code layers[3].batchNorm} stands that is there; looked for only when it is needed. */
    private static Optional<Mark> mark(Node node, String place) {
        Matcher index = INDEX.matcher(place);
        if (node instanceof SequenceNode sequence && index.matches()) {
            int at = Integer.parseInt(index.group(1));
            return sequence.getValue().stream()
                    .skip(at)
                    .findFirst()
                    .flatMap(element -> mark(element, index.group(2)).or(element::getStartMark));
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && begins(place, key.getValue())) {
                    String rest = place.substring(key.getValue().length());
                    return mark(entry.getValueNode(), rest.startsWith(".") ? rest.substring(1) : rest)
                            .or(key::getStartMark);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean begins(String place, String key) {
        return place.startsWith(key)
                && (place.length() == key.length()
                        || place.charAt(key.length()) == '.'
                        || place.charAt(key.length()) == '[');
    }

    private JsonValue read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            requireShallow(new ParserImpl(settings, new StreamReader(settings, text)));
            Node root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode()
                    .orElseThrow(() -> new EvenkeelException(
                            name + " is empty. A network needs 'input: [...]' and" + " 'layers:' with a list"));
            this.root = Optional.of(root);
            return convert(root, 0);
        } catch (MarkedYamlEngineException wrong) {
            throw new EvenkeelException(
                    name + wrong.getProblemMark().map(YamlDocument::shown).orElse("") + ": " + said(wrong), wrong);
        } catch (YamlEngineException wrong) {
            throw new EvenkeelException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    /** The composer nests calls as deep as the text does, so the depth is looked at before. */
    private void requireShallow(ParserImpl events) {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw new EvenkeelException(name
                        + event.getStartMark().map(YamlDocument::shown).orElse("")
                        + ": is nested deeper than " + MAX_DEPTH + " levels");
            }
        }
    }

    private JsonValue convert(Node node, int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong(node, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (++values > MAX_VALUES) {
            throw wrong(node, "the description has more than " + MAX_VALUES + " values, aliases counted");
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<JsonValue> elements = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                elements.add(convert(element, depth + 1));
            }
            return new JsonArray(elements);
        }
        return scalar((ScalarNode) node);
    }

    private JsonObject object(MappingNode mapping, int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw wrong(entry.getKeyNode(), "a key needs to be one word");
            }
            if (key.getValue().length() > MAX_KEY_LENGTH) {
                throw wrong(
                        key,
                        "a key has at most " + MAX_KEY_LENGTH + " letters, but this one has "
                                + key.getValue().length());
            }
            if (members.put(key.getValue(), convert(entry.getValueNode(), depth + 1)) != null) {
                throw wrong(key, "'" + key.getValue() + "' stands here a second time. Keep one of the two");
            }
        }
        return new JsonObject(members);
    }

    private JsonValue scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        try {
            if (tag.equals(Tag.STR)) {
                return JsonValue.of(text);
            }
            if (tag.equals(Tag.BOOL)) {
                return JsonValue.of(text.equalsIgnoreCase("true"));
            }
            if (tag.equals(Tag.NULL)) {
                return JsonNull.NULL;
            }
            if (tag.equals(Tag.INT)) {
                return JsonNumber.of(
                        Long.decode(text.replaceFirst("^([+-]?)0o", "$10").replaceFirst("^([+-]?)0+(?=[1-9])", "$1")));
            }
            if (tag.equals(Tag.FLOAT)) {
                return JsonNumber.of(Double.parseDouble(text));
            }
        } catch (IllegalArgumentException outOfRange) {
            throw wrong(node, "'" + text + "' is not a number that can be used here");
        }
        throw wrong(node, "has the tag " + tag.getValue() + ", but only plain words, numbers and lists are known");
    }

    private EvenkeelException wrong(Node node, String problem) {
        return new EvenkeelException(
                name + node.getStartMark().map(YamlDocument::shown).orElse("") + ": " + problem);
    }

    private static String said(MarkedYamlEngineException wrong) {
        String problem = wrong.getProblem() == null ? "is no YAML" : wrong.getProblem();
        String context = wrong.getContext() == null ? "" : wrong.getContext() + ": ";
        String hint = problem.contains("\\t") || problem.contains("TAB") ? ". Indent with spaces, not with tabs" : "";
        return context + problem + hint;
    }

    private static String shown(Mark mark) {
        return ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }
}
