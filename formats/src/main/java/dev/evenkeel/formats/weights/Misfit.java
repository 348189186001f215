package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.dialect.BurnDialect;
import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.FlaxDialect;
import dev.evenkeel.formats.weights.dialect.KerasDialect;
import dev.evenkeel.formats.weights.dialect.PyTorchDialect;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.formats.weights.naming.FileNames;
import dev.evenkeel.formats.weights.naming.LayerOrder;
import dev.evenkeel.formats.weights.naming.Naming;
import dev.evenkeel.formats.weights.naming.OuterNames;
import dev.evenkeel.formats.weights.naming.Renaming;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do where a file does not fit a network: whether it fits in another framework's names, behind something that
 * stands before its names, in another order, or without what is left over.
 */
final class Misfit {
    private static final List<Dialect> DIALECTS =
            List.of(new PyTorchDialect(), new KerasDialect(), new FlaxDialect(), new BurnDialect());
    private static final int MAX_OUTER = 3;
    static final String OTHER_NETWORK = "Give the network that these weights were trained with";

    private final Dialect dialect;
    private final Network network;
    private final Collection<TensorEntry> entries;
    private final Naming naming;

    Misfit(Dialect dialect, Network network, Collection<TensorEntry> entries, Naming naming) {
        this.dialect = dialect;
        this.network = network;
        this.entries = entries;
        this.naming = naming.with(Naming.Matching.BY_NAME);
    }

    /** What stands before all names of a file that fits a network once it is taken away. */
    static Optional<String> onlyOuterName(
            Dialect dialect, Network network, Collection<TensorEntry> entries, Naming naming) {
        Misfit misfit = new Misfit(dialect, network, entries, naming);
        return misfit.fits(dialect, naming)
                ? Optional.empty()
                : misfit.outerNames().stream()
                        .filter(outer -> misfit.fits(dialect, naming.with(OuterNames.taken(outer))))
                        .findFirst();
    }

    /** What to do, as a sentence without its full stop; empty if nothing speaks for more than another network. */
    Optional<String> wayOut() {
        return otherFramework()
                .or(() -> olderNames().map(older -> "All else fits: " + older))
                .or(this::otherCopy)
                .or(this::otherOrder)
                .or(this::withoutStatistics)
                .or(this::withoutLeftOver);
    }

    private Optional<String> otherFramework() {
        List<String> names = new ArrayList<>();
        for (Dialect other : DIALECTS) {
            if (!other.format().equals(dialect.format()) && reads(other, naming)) {
                names.add(other.conventions().framework());
            }
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String options = String.join(
                " or ",
                names.stream()
                        .map(name -> "--origin " + name.toLowerCase(Locale.ROOT))
                        .toList());
        String text = "All of it fits as a file of " + String.join(", and of ", names) + ": read it as that"
                + (names.size() > 1 ? " of the one that wrote it" : "") + " (" + options + ")";
        return Optional.of(olderNames()
                .map(older -> text + ". If " + dialect.conventions().framework() + " wrote it, " + older)
                .orElse(text));
    }

    /** PyTorch's first implementations of transformers had gamma and beta. */
    private Optional<String> olderNames() {
        List<String> options = new ArrayList<>();
        Naming renamed = naming;
        for (String[] word : new String[][] {{"gamma", "weight"}, {"beta", "bias"}}) {
            if (entries.stream().anyMatch(entry -> entry.name().endsWith("." + word[0]))) {
                Renaming renaming = Renaming.of("(.*)[.]" + word[0], "$1." + word[1]);
                renamed = renamed.with(renaming);
                options.add("--rename '" + renaming + "'");
            }
        }
        return !options.isEmpty() && reads(dialect, renamed)
                ? Optional.of(
                        "with gamma and beta as older files have them, rename these: " + String.join(" ", options))
                : Optional.empty();
    }

    /** The tensors under a name before theirs, beside others. */
    private Optional<String> otherCopy() {
        List<String> copies = outerNames().stream()
                .filter(outer -> leftOver(naming.with(OuterNames.taken(outer))).isPresent())
                .toList();
        if (copies.isEmpty()) {
            return Optional.empty();
        }
        String outer = copies.get(0);
        List<String> layers = leftOver(naming.with(OuterNames.taken(outer))).orElse(List.of());
        String others = withoutPattern(layers, List.of(outer), naming.with(OuterNames.taken(outer)))
                .map(pattern -> " --without '" + pattern + "'")
                .orElse(", and leave the others out (--without 'PATTERN')");
        String text = copies.size() == 1
                ? "What the network needs stands under '" + outer + "', beside other tensors: take it"
                : "What the network needs is there more than once, under "
                        + String.join(
                                " and ",
                                copies.stream().map(copy -> "'" + copy + "'").toList())
                        + ": take one of them, as";
        return Optional.of(text + " by --rename '" + OuterNames.taken(outer) + "'" + others);
    }

    private Optional<String> otherOrder() {
        return fits(dialect, naming.with(Naming.Matching.BY_ORDER))
                ? Optional.of("Only the names of its layers differ: rename them (--rename 'theirs=ours'), or match the"
                        + " layers by their order (--match order)")
                : Optional.empty();
    }

    private Optional<String> withoutStatistics() {
        FileNames names = names(dialect, naming);
        boolean without = network.nodes().stream()
                .filter(Slot::countsBatches)
                .anyMatch(node -> has(names, node, Slot.Kind.GAMMA_OR_BETA) && !has(names, node, Slot.Kind.STATISTIC));
        return without
                ? Optional.of("Without running statistics (track_running_stats=False) a layer normalises by each batch,"
                        + " in predictions too, which is not done here. Gather them where it was trained: let it keep"
                        + " running statistics, and run the training data through it once more")
                : Optional.empty();
    }

    private boolean has(FileNames names, Node node, Slot.Kind kind) {
        return Slot.of(node).stream().anyMatch(slot -> slot.kind() == kind && names.has(node, dialect.words(slot)));
    }

    private Optional<String> withoutLeftOver() {
        if (entries.stream()
                .map(entry -> FileNames.separated(FileNames.withoutSuffix(entry.name())))
                .anyMatch(name -> !dialect.advice(name).isEmpty())) {
            return Optional.empty();
        }
        return leftOver(naming)
                .flatMap(layers -> withoutPattern(
                        layers, network.nodes().stream().map(Node::name).toList(), naming))
                .map(pattern ->
                        OTHER_NETWORK + ". If what is left over is no part of it, as copies or an optimizer's state"
                                + " are, leave it out: --without '" + pattern + "'");
    }

    /** What leaves these layers out by the names that the file has, before anything is renamed. */
    private Optional<String> withoutPattern(List<String> layers, List<String> taken, Naming named) {
        return OuterNames.leftOver(layers, taken)
                .flatMap(pattern -> layers.stream()
                        .flatMap(this::before)
                        .distinct()
                        .limit(MAX_OUTER)
                        .map(start -> OuterNames.escaped(start) + pattern)
                        .filter(whole -> fits(dialect, named.without(whole)))
                        .findFirst());
    }

    /** What the file's names have before that of a layer. */
    private Stream<String> before(String layer) {
        return entries.stream()
                .map(entry -> entry.name()
                        .substring(
                                0, Math.max(0, FileNames.separated(entry.name()).indexOf(layer))))
                .distinct();
    }

    private List<String> outerNames() {
        FileNames names = names(dialect, naming);
        return OuterNames.of(dialect, names.given(), FileNames.wanted(dialect, network)).stream()
                .limit(MAX_OUTER)
                .toList();
    }

    /** Whether a file fits as it is or once something is taken away before its names, as reading does. */
    private boolean reads(Dialect other, Naming named) {
        return fits(other, named)
                || onlyOuterName(other, network, entries, named).isPresent();
    }

    private boolean fits(Dialect other, Naming named) {
        try {
            return LayerOrder.leftOver(other, network, other.order(network), names(other, named))
                    .map(List::isEmpty)
                    .orElse(false);
        } catch (EvenkeelException noOrder) {
            return false;
        }
    }

    /** The file's layers that no layer of the network takes; empty if the network lacks something. */
    private Optional<List<String>> leftOver(Naming named) {
        try {
            return LayerOrder.leftOver(dialect, network, dialect.order(network), names(dialect, named));
        } catch (EvenkeelException noOrder) {
            return Optional.empty();
        }
    }

    private FileNames names(Dialect other, Naming named) {
        FileNames names = FileNames.of(other, network, entries, named);
        return named.matching() == Naming.Matching.BY_NAME
                ? names
                : LayerOrder.match(other, network, other.order(network), names);
    }
}
