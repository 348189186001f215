package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.FeatureOrder;
import dev.evenkeel.formats.weights.dialect.Layout;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.formats.weights.naming.FileNames;
import dev.evenkeel.formats.weights.naming.LayerOrder;
import dev.evenkeel.formats.weights.naming.Naming;
import dev.evenkeel.formats.weights.naming.OuterNames;
import dev.evenkeel.formats.weights.naming.RecurrentBias;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One file's tensors against the places of one network. */
final class WeightsReader {
    private final Dialect dialect;
    private final Network network;
    private final WeightsSource source;
    private final SafetensorsFile file;
    private final FeatureOrder features;
    private final Naming naming;
    private final FileNames names;
    private final List<Slot> slots;
    private final Map<Slot, TensorEntry> entries = new LinkedHashMap<>();
    private final Map<Slot, Layout> layouts = new LinkedHashMap<>();
    private final Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();
    private final Problems problems = new Problems();
    private final List<String> remarks = new ArrayList<>();
    private final Set<Slot> withoutBias = new LinkedHashSet<>();
    private final Set<String> advised = new HashSet<>();

    private WeightsReader(
            Dialect dialect, Network described, WeightsSource source, SafetensorsFile file, Naming naming) {
        this.dialect = dialect;
        this.source = source;
        this.file = file;
        features = located(() -> dialect.order(described));
        remarks.addAll(features.remarks());
        this.naming = located(() -> withoutOuterName(described, naming));
        FileNames given =
                located(() -> FileNames.of(dialect, described, file.tensors().values(), this.naming));
        names = naming.matching() == Naming.Matching.BY_NAME
                ? given
                : LayerOrder.match(dialect, described, features, given);
        network = FoundAffine.of(dialect, described, names, remarks);
        slots = Slot.of(network);
    }

    static LoadedWeights read(Dialect dialect, Network network, WeightsSource source, Naming naming) {
        try (SafetensorsFile file = source.content().get()) {
            WeightsReader reader = matched(dialect, network, source, file, naming);
            return new LoadedWeights(reader.model(), reader.report());
        }
    }

    static ConversionReport report(Dialect dialect, Network network, WeightsSource source, Naming naming) {
        try (SafetensorsFile file = source.content().get()) {
            return matched(dialect, network, source, file, naming).report();
        }
    }

    private static WeightsReader matched(
            Dialect dialect, Network network, WeightsSource source, SafetensorsFile file, Naming naming) {
        if (file.metadata().containsKey("evenkeel.format")) {
            throw new EvenkeelException(source + " is a model of Evenkeel, with its own layouts, and no file of "
                    + dialect.conventions().framework() + ". Read it with Model.read");
        }
        Dialect own = dialect.of(file.tensors().values());
        WeightsReader reader = new WeightsReader(own, network, source, file, naming);
        reader.match();
        return reader;
    }

    private Naming withoutOuterName(Network described, Naming given) {
        if (given.matching() == Naming.Matching.BY_ORDER) {
            return given;
        }
        Optional<String> outer =
                Misfit.onlyOuterName(dialect, described, file.tensors().values(), given);
        outer.ifPresent(name -> remarks.add(
                "Names in the file begin with '" + name + "', which the network's do not: read without it"));
        return outer.map(name -> given.with(OuterNames.taken(name))).orElse(given);
    }

    private void match() {
        names.clashes()
                .forEach(clash -> problems.add(
                        Problems.Kind.CLASH,
                        clash,
                        "Only one can have that place: rename the other (--rename), or leave it out (--without)"));
        for (Slot slot : slots) {
            match(slot, dialect.layouts(slot, features));
        }
        Map<Node, Optional<TensorEntry>> counters = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (!node.statistics().isEmpty()) {
                counters.put(
                        node,
                        Slot.countsBatches(node)
                                ? dialect.counter().flatMap(word -> names.take(node, List.of(word)))
                                : Optional.empty());
            }
        }
        names.unused().forEach((name, entry) -> {
            String advice = dialect.advice(name);
            problems.add(
                    Problems.Kind.SURPLUS,
                    "tensor '" + entry.name() + "' " + shape(entry) + " belongs to no layer"
                            + (advised.add(advice) ? advice : ""));
        });
        requireNoProblems();
        entries.values().forEach(this::requireFloats);
        requireNoProblems();
        remarkBiases();
        count(counters);
    }

    private void match(Slot slot, List<Layout> possible) {
        Optional<TensorEntry> found = names.take(slot.node(), dialect.words(slot));
        if (found.isEmpty() && isWithoutBias(slot)) {
            withoutBias.add(slot);
            return;
        }
        if (found.isEmpty()) {
            String name = dialect.name(slot);
            problems.add(
                    Problems.Kind.MISSING,
                    "tensor '" + name + "' " + possible.get(0).file() + " of "
                            + slot.node().title() + " is missing");
            return;
        }
        TensorEntry entry = found.get();
        if (!entry.type().isFloatingPoint()) {
            boolean narrow = entry.type() == DataType.F8_E4M3 || entry.type() == DataType.F8_E5M2;
            problems.add(
                    Problems.Kind.TYPE,
                    "tensor '" + entry.name() + "' of " + slot.node().title() + " is " + entry.type()
                            + ", but needs to be F32, F64, F16 or BF16",
                    narrow
                            ? "As weights, floats of 8 bits have scales beside them that belong to them: save the weights"
                                    + " as they are computed with, as BF16 or F32"
                            : "As weights, whole numbers are mostly those of a quantised network: take the network before"
                                    + " that. If they are meant as they are, save them as floats (tensor.float() in"
                                    + " PyTorch)");
        }
        for (Layout layout : possible) {
            if (entry.hasShape(layout.file().toArray())) {
                entries.put(slot, entry);
                layouts.put(slot, layout);
                return;
            }
        }
        problems.add(
                Problems.Kind.SHAPE,
                "tensor '" + entry.name() + "' is " + shape(entry) + ", but the network's "
                        + slot.node().title() + " needs " + needed(possible) + otherAxis(slot, entry));
    }

    private boolean isWithoutBias(Slot slot) {
        RecurrentBias biases = new RecurrentBias(file.tensors().keySet());
        return entries.entrySet().stream()
                .anyMatch(entry -> entry.getKey().node().equals(slot.node())
                        && biases.isLeftOut(slot, entry.getValue().name()));
    }

    private void remarkBiases() {
        LayerRemarks layers = new LayerRemarks();
        withoutBias.stream()
                .map(Slot::node)
                .distinct()
                .forEach(node -> layers.add("The file has no biases for ", node, ": they are 0, as bias=False means"));
        remarks.addAll(layers.sentences());
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

    private void count(Map<Node, Optional<TensorEntry>> counters) {
        CountedBatches counted = new CountedBatches(file, dialect.counter().orElse(""));
        counters.forEach((node, counter) -> sampleCounts.put(
                node.name(),
                counter.isEmpty()
                        ? SampleCounts.UNKNOWN
                        : counted.behind(
                                node, counter.get(), statistic(node, "running_mean"), statistic(node, "running_var"))));
        remarks.addAll(counted.remarks());
    }

    private TensorEntry statistic(Node node, String name) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().node().equals(node)
                        && entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private Model model() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Slot slot : slots) {
            float[] values = withoutBias.contains(slot)
                    ? new float[slot.shape().size()]
                    : layout(slot).fromFile(file.floats(entry(slot).name()));
            tensors.put(slot.fullName(), Tensor.of(slot.shape(), values));
        }
        JsonObject origin = JsonObject.of()
                .with("framework", dialect.conventions().framework())
                .with("file", source.file())
                .with("sha256", source.sha256().get())
                .with("conventions", dialect.conventions().toJson());
        JsonObject provenance =
                JsonObject.of().with("evenkeel", Version.CURRENT).with("origin", origin);
        return new Model(network, tensors, sampleCounts, Model.Output.plain(), provenance, Map.of());
    }

    private ConversionReport report() {
        List<Conversion> conversions = new ArrayList<>();
        for (Slot slot : slots) {
            if (withoutBias.contains(slot)) {
                continue;
            }
            TensorEntry entry = entry(slot);
            conversions.add(new Conversion(
                    entry.name(),
                    entry.type().name(),
                    layout(slot).file(),
                    slot.fullName(),
                    slot.shape(),
                    changes(slot, entry)));
        }
        return new ConversionReport(
                dialect.conventions(),
                conversions,
                sampleCounts,
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

    private void requireFloats(TensorEntry entry) {
        if (entry.type() == DataType.F64) {
            Arrays.stream(file.doubles(entry.name()))
                    .filter(exact -> Double.isFinite(exact) && Float.isInfinite((float) exact))
                    .findFirst()
                    .ifPresent(exact -> problems.add(
                            Problems.Kind.VALUE,
                            "tensor '" + entry.name() + "' holds " + exact
                                    + ", but a float of 32 bits, in which networks" + " compute here, holds at most "
                                    + (double) Float.MAX_VALUE,
                            "So large a value is mostly one of a training that diverged: look at it where the file was"
                                    + " written"));
        }
    }

    private void requireNoProblems() {
        problems.refuse(
                source,
                () -> new Misfit(dialect, network, file.tensors().values(), naming)
                        .wayOut()
                        .orElse(advised.stream().allMatch(String::isEmpty) ? Misfit.OTHER_NETWORK : ""));
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
