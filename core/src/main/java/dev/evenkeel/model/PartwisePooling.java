package dev.evenkeel.model;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.network.Node;
import java.util.List;

/**
 * Recalibration over a population that lies in parts, as on several machines: layer group after layer group, each part gives
 * the moments of its examples, and these are merged ({@link Moments#merge}) in an order of the caller's, which alone decides the
 * last bits. The statistics are those of {@link Model#recalibrate(Dataset)} but for rounding, and the same bits if there is one part.
 *
 * <pre>{@code
 * PartwisePooling pooling = PartwisePooling.of(model, Pooling.standard());
 * while (!pooling.isComplete()) {
 *     List<Moments> merged = ...; // of what moments(pooling.model(), pooling.layers(), part, team) gives for each part
 *     pooling = pooling.settled(merged);
 * }
 * Model recalibrated = pooling.finished("clicks", examples);
 * }</pre>
 *
 * Immutable.
 */
@CheckReturnValue
public final class PartwisePooling {
    private final Model before;
    private final Model present;
    private final List<Node> all;
    private final List<Node> remaining;

    private PartwisePooling(Model before, Model present, List<Node> all, List<Node> remaining) {
        this.before = before;
        this.present = present;
        this.all = all;
        this.remaining = remaining;
    }

    /**
     * Begins with dropout off.
     *
     * @param how of which layers; its threads mean nothing here
     * @throws EvenkeelException if the statistics of one of these layers cannot be pooled
     */
    public static PartwisePooling of(Model model, Pooling how) {
        if (how.dropout() != Pooling.DropoutRule.OFF) {
            throw new EvenkeelException(
                    "Statistics that are pooled in parts are pooled without dropout: leave" + " keepingDropout out");
        }
        List<Node> layers = Recalibration.layers(model, how);
        return new PartwisePooling(model, model, layers, layers);
    }

    /** Whether all statistics are settled. */
    public boolean isComplete() {
        return remaining.isEmpty();
    }

    /** The model with the statistics that are settled so far. */
    public Model model() {
        return present;
    }

    private List<Node> group() {
        return PopulationPass.first(present.network(), remaining);
    }

    /** The names of the layers whose moments are next: those that depend on no other's. */
    public List<String> layers() {
        return group().stream().map(Node::name).toList();
    }

    /**
     * The moments of a part of the population at the inputs of layers, without padding and examples that are not finite.
     *
     * @param model that is settled as far as these layers need it: {@link #model()}
     * @param layers by their names, in their order: {@link #layers()}
     * @param team that computes; no bit of the result depends on it
     * @return a count, mean and sum of squares for each layer and channel, in the order of the layers; a count of 0 if the part is
     *     empty
     * @throws EvenkeelException if the examples do not have the network's input shape
     */
    public static List<Moments> moments(Model model, List<String> layers, Dataset part, Team team) {
        Freezing.requireInput(model.network(), part);
        List<Node> nodes = layers.stream()
                .map(name -> model.network().find(name).orElseThrow(() -> unknown(name)))
                .toList();
        if (part.size() == 0) {
            return nodes.stream()
                    .map(node -> new Moments(node.inputShapes().get(0).channels()))
                    .toList();
        }
        return new PopulationPass(model.network(), part, nodes, Pooling.standard(), team).moments(model);
    }

    private static EvenkeelException unknown(String name) {
        return new EvenkeelException("The network has no layer '" + name + "' whose statistics could be pooled");
    }

    /**
     * With the statistics that moments of all parts make.
     *
     * @param moments for each of {@link #layers()}
     * @throws EvenkeelException if no example stands behind them
     */
    public PartwisePooling settled(List<Moments> moments) {
        List<Node> group = group();
        if (moments.size() != group.size()) {
            throw new IllegalArgumentException("Layers " + layers() + " need moments each, but got " + moments.size());
        }
        Model next = present;
        for (int index = 0; index < group.size(); index++) {
            if (moments.get(index).count() == 0) {
                throw new EvenkeelException("Recalibration needs examples, but all parts are empty");
            }
            next = Recalibration.settled(next, group.get(index), moments.get(index));
        }
        return new PartwisePooling(
                before,
                next,
                all,
                remaining.stream().filter(node -> !group.contains(node)).toList());
    }

    /**
     * The recalibrated model, which tells how its statistics were gathered.
     *
     * @param data what the population is called
     * @param examples how many there are
     */
    public Model finished(String data, long examples) {
        if (!isComplete()) {
            throw new IllegalStateException("Layers " + layers() + " are not settled yet");
        }
        Model told = all.isEmpty()
                ? present
                : Recalibration.told(before, present, all, examples, examples, Pooling.DropoutRule.OFF);
        return Recalibration.noted(told, data, examples, JsonObject.of().with("procedure", "layerByLayer"));
    }
}
