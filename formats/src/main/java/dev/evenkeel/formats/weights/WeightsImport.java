package dev.evenkeel.formats.weights;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.naming.Naming;
import dev.evenkeel.formats.weights.naming.Renaming;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;

/**
 * A file of weights on its way into a network whose layers have other names. Immutable.
 *
 * <pre>{@code
 * Model model = PyTorch.open(path)
 *         .rename("backbone\\.(.*)", "$1")
 *         .into(network);
 * }</pre>
 */
@CheckReturnValue
public final class WeightsImport {
    private final Dialect dialect;
    private final WeightsSource source;
    private final Naming naming;

    private WeightsImport(Dialect dialect, WeightsSource source, Naming naming) {
        this.dialect = dialect;
        this.source = source;
        this.naming = naming;
    }

    static WeightsImport of(Dialect dialect, WeightsSource source) {
        return new WeightsImport(dialect, source, Naming.PLAIN);
    }

    /**
     * Leaves tensors out that are no part of the network, as a second copy of the weights or what an optimizer keeps: those
     * whose whole name, as the file has it, the regular expression {@code pattern} matches. One that matches no tensor is an
     * error.
     *
     * @throws dev.evenkeel.EvenkeelException if the pattern is no regular expression
     */
    public WeightsImport without(String pattern) {
        return new WeightsImport(dialect, source, naming.without(pattern));
    }

    /**
     * Gives tensors other names before they are looked for, those of the file as it has them: where the regular expression
     * {@code pattern} matches a whole name, {@code replacement} stands for it, with {@code $1} for the first group. Several
     * renamings work one after the other. One that matches no tensor is an error.
     *
     * @throws dev.evenkeel.EvenkeelException if the pattern is no regular expression, or the replacement asks for a group
     *     that it lacks
     */
    public WeightsImport rename(String pattern, String replacement) {
        return new WeightsImport(dialect, source, naming.with(Renaming.of(pattern, replacement)));
    }

    /**
     * Ignores what layers are called: each layer of the network, in its order, takes the first layer of the file that is not
     * taken and has tensors of its kinds and shapes. The file's layers come in the order of their names, numbers in them
     * counted as such, as files do not keep that of the layers. {@link ConversionReport#tensors} shows what went where:
     * look at it, as layers of one shape may have changed places.
     */
    public WeightsImport byOrder() {
        return new WeightsImport(dialect, source, naming.with(Naming.Matching.BY_ORDER));
    }

    /**
     * The network with the file's weights. Of a normalization the file decides whether there is a gamma and a beta.
     *
     * @throws dev.evenkeel.EvenkeelException as {@link PyTorch#load}, or if a renaming matches no tensor
     */
    public Model into(Network network) {
        return read(network).model();
    }

    /** As {@link #into}, with what was converted and what a reader should know. */
    public LoadedWeights read(Network network) {
        return WeightsReader.read(dialect, network, source, naming);
    }

    /** What {@link #into} converts, tensor by tensor; it throws as that does. */
    public ConversionReport conversions(Network network) {
        return WeightsReader.report(dialect, network, source, naming);
    }
}
