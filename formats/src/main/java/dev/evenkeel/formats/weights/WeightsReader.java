package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One file's tensors against the places of one network. */
final class WeightsReader {
    private final Dialect dialect;
    private final Network network;
    private final WeightsSource source;
    private final SafetensorsFile file;
    private final FeatureOrder features;
    private final FileNames names;
    private final List<Slot> slots;
    private final Map<Slot, TensorEntry> entries = new LinkedHashMap<>();
    private final Map<Slot, Layout> layouts = new LinkedHashMap<>();
    private final Map<String, Evidence> evidence = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private WeightsReader(
            Dialect dialect,
            Network described,
            WeightsSource source,
            SafetensorsFile file,
            List<Renaming> renamings,
            WeightsImport.Matching matching) {
        this.dialect = dialect;
        this.source = source;
        this.file = file;
        features = located(() -> dialect.order(described));
        FileNames given =
                located(() -> FileNames.of(dialect, described, file.tensors().values(), renamings));
        names = matching == WeightsImport.Matching.BY_NAME
                ? given
                : LayerOrder.match(dialect, described, features, given);
        network = FoundAffine.of(dialect, described, names, remarks);
        slots = Slot.of(network);
    }

    static LoadedWeights read(
            Dialect dialect,
            Network network,
            WeightsSource source,
            List<Renaming> renamings,
            WeightsImport.Matching matching) {
        try (SafetensorsFile file = source.content().get()) {
            WeightsReader reader = matched(dialect, network, source, file, renamings, matching);
            return new LoadedWeights(reader.model(), reader.report());
        }
    }

    static ConversionReport report(
            Dialect dialect,
            Network network,
            WeightsSource source,
            List<Renaming> renamings,
            WeightsImport.Matching matching) {
        try (SafetensorsFile file = source.content().get()) {
            return matched(dialect, network, source, file, renamings, matching).report();
        }
    }

    private static WeightsReader matched(
            Dialect dialect,
            Network network,
            WeightsSource source,
            SafetensorsFile file,
            List<Renaming> renamings,
            WeightsImport.Matching matching) {
        if (file.metadata().containsKey("evenkeel.format")) {
            throw new EvenkeelException(source + " is a model of Evenkeel, with its own layouts, and no file of "
                    + dialect.conventions().framework() + ". Read it with Model.read");
        }
        WeightsReader reader = new WeightsReader(dialect, network, source, file, renamings, matching);
        reader.match();
        return reader;
    }

    private void match() {
        problems.addAll(names.clashes());
        for (Slot slot : slots) {
            match(slot, dialect.layouts(slot, features));
        }
        for (Node node : network.nodes()) {
            if (!node.statistics().isEmpty()) {
                evidence.put(node.name(), count(node));
            }
        }
        names.unused()
                .forEach((name, entry) -> problems.add("tensor '" + entry.name() + "' " + shape(entry)
                        + " belongs to no layer" + dialect.advice(name)));
        requireNoProblems();
    }

    private void match(Slot slot, List<Layout> possible) {
        Optional<TensorEntry> found = names.take(slot.node(), dialect.words(slot));
        if (found.isEmpty()) {
            String name = dialect.name(slot);
            problems.add("tensor '" + name + "' " + possible.get(0).file() + " of "
                    + slot.node().title() + " is missing");
            return;
        }
        TensorEntry entry = found.get();
        if (!entry.type().isFloatingPoint()) {
            problems.add("tensor '" + entry.name() + "' of " + slot.node().title() + " is " + entry.type()
                    + ", but needs to be F32, F64, F16 or BF16");
        }
        for (Layout layout : possible) {
            if (entry.hasShape(layout.file().toArray())) {
                entries.put(slot, entry);
                layouts.put(slot, layout);
                return;
            }
        }
        problems.add("tensor '" + entry.name() + "' is " + shape(entry) + ", but the network's "
                + slot.node().title() + " needs " + needed(possible) + otherAxis(slot, entry));
    }

    /** A normalization's values per channel as many as another axis has. */
    private static String otherAxis(Slot slot, TensorEntry entry) {
        Shape input = slot.node().inputShapes().get(0);
        if (slot.node().layer() instanceof PopulationStatistics && slot.shape().rank() == 1 && entry.rank() == 1) {
            for (int axis = 0; axis < input.rank() - 1; axis++) {
                if (input.extent(axis) == entry.shape()[0]) {
                    return ", one for each channel of its input " + input + ". " + entry.shape()[0]
                            + " is the extent of its axis " + axis + ": if it was normalised over that axis (axis="
                            + (axis + 1) + ", the batch counted), put 'transpose' before and behind, so that this axis"
                            + " comes last";
                }
            }
        }
        return "";
    }

    private static String needed(List<Layout> possible) {
        return possible.stream()
                .map(layout -> layout.file().toString())
                .distinct()
                .reduce((one, other) -> one + " or " + other)
                .orElse("");
    }

    private Evidence count(Node node) {
        if (!Slot.countsBatches(node) || dialect.counter().isEmpty()) {
            return Evidence.UNKNOWN;
        }
        Optional<TensorEntry> found = names.take(node, List.of(dialect.counter().get()));
        if (found.isEmpty()) {
            return Evidence.UNKNOWN;
        }
        TensorEntry entry = found.get();
        OptionalLong batches = BatchCounter.read(file, entry);
        if (batches.isEmpty()) {
            remarks.add("tensor '" + entry.name() + "' is " + BatchCounter.shown(file, entry)
                    + ", which counts no batches: how many stand behind the statistics of "
                    + node.title() + " is unknown");
            return Evidence.UNKNOWN;
        }
        return new Evidence(batches, OptionalLong.empty());
    }

    private Model model() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Slot slot : slots) {
            float[] values = layout(slot).fromFile(values(entry(slot)));
            tensors.put(slot.fullName(), Tensor.of(slot.shape(), values));
        }
        requireNoProblems();
        JsonObject origin = JsonObject.of()
                .with("framework", dialect.conventions().framework())
                .with("file", source.file())
                .with("sha256", source.sha256().get())
                .with("conventions", dialect.conventions().toJson());
        JsonObject provenance =
                JsonObject.of().with("evenkeel", Version.CURRENT).with("origin", origin);
        return new Model(network, tensors, evidence, Model.Output.plain(), provenance, Map.of());
    }

    private ConversionReport report() {
        List<Conversion> conversions = new ArrayList<>();
        for (Slot slot : slots) {
            TensorEntry entry = entry(slot);
            conversions.add(new Conversion(
                    entry.name(),
                    entry.type(),
                    layout(slot).file(),
                    slot.fullName(),
                    slot.shape(),
                    changes(slot, entry)));
        }
        return new ConversionReport(
                dialect.conventions(),
                conversions,
                evidence,
                dialect.conventions().differences(network),
                remarks);
    }

    private Set<Change> changes(Slot slot, TensorEntry entry) {
        Set<Change> changes = EnumSet.noneOf(Change.class);
        changes.addAll(layout(slot).changes());
        if (!entry.name().equals(slot.fullName())) {
            changes.add(Change.RENAMED);
        }
        if (entry.type() == DataType.F64) {
            changes.add(Change.ROUNDED);
        } else if (entry.type() != DataType.F32) {
            changes.add(Change.WIDENED);
        }
        return changes;
    }

    private TensorEntry entry(Slot slot) {
        return present(slot, entries);
    }

    private Layout layout(Slot slot) {
        return present(slot, layouts);
    }

    private static <T> T present(Slot slot, Map<Slot, T> found) {
        T value = found.get(slot);
        if (value == null) {
            throw new IllegalStateException("'" + slot.fullName() + "' was matched, but has no tensor");
        }
        return value;
    }

    private float[] values(TensorEntry entry) {
        float[] values = file.floats(entry.name());
        if (entry.type() == DataType.F64) {
            double[] exact = file.doubles(entry.name());
            for (int index = 0; index < exact.length; index++) {
                if (Float.isInfinite(values[index]) && !Double.isInfinite(exact[index])) {
                    problems.add("tensor '" + entry.name() + "' holds " + exact[index] + ", too large for 32 bits");
                    break;
                }
            }
        }
        return values;
    }

    private void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new EvenkeelException(source + " does not fit the network: " + String.join("; ", problems) + ". "
                    + Misfit.wayOut(dialect, network, file.tensors().values()));
        }
    }

    private <T> T located(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (EvenkeelException problem) {
            throw new EvenkeelException(source + ": " + problem.getMessage(), problem);
        }
    }

    private static String shape(TensorEntry entry) {
        return Arrays.toString(entry.shape());
    }
}
