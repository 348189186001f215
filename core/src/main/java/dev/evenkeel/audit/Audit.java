package dev.evenkeel.audit;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for what is known to go wrong with normalization: in a network's description, in how it is trained, and in the
 * weights and running statistics of a model. {@code Audit.of(network).under(circumstances).findings()}. Immutable; reads
 * only.
 */
@CheckReturnValue
public final class Audit {
    private static final List<Check> CHECKS = Stream.of(
                    StructureChecks.ALL,
                    SequenceChecks.ALL,
                    DepthChecks.ALL,
                    DataChecks.ALL,
                    BatchChecks.ALL,
                    ModelChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private final Subject subject;
    private final Set<String> silenced;

    private Audit(Subject subject, Set<String> silenced) {
        this.subject = subject;
        this.silenced = silenced;
    }

    /** Of a description, and nothing else known. */
    public static Audit of(Network network) {
        return new Audit(new Subject(network, Optional.empty(), Circumstances.unknown(), Optional.empty()), Set.of());
    }

    /** Of a model, with the circumstances that its provenance tells. */
    public static Audit of(Model model) {
        return new Audit(
                new Subject(model.network(), Optional.of(model), Circumstances.of(model), Optional.empty()), Set.of());
    }

    /** Every rule there is, in the order in which findings come. */
    public static List<AuditRule> rules() {
        return CHECKS.stream().map(Check::rule).toList();
    }

    /** What is known already of how the network is, or was, trained. */
    public Circumstances circumstances() {
        return subject.circumstances();
    }

    /** The same under other circumstances. */
    public Audit under(Circumstances circumstances) {
        return new Audit(new Subject(subject.network(), subject.model(), circumstances, subject.data()), silenced);
    }

    /** The same with data, to which a model's running statistics are compared. */
    public Audit on(Dataset data) {
        return new Audit(
                new Subject(subject.network(), subject.model(), subject.circumstances(), Optional.of(data)), silenced);
    }

    /**
     * The same without some rules.
     *
     * @throws EvenkeelException if there is no rule of an id
     */
    public Audit without(Collection<String> ids) {
        List<String> known = rules().stream().map(AuditRule::id).toList();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new EvenkeelException(
                        "There is no rule '" + id + "' to silence" + Suggestion.choices(id, "Rules", known));
            }
        }
        Set<String> all = new LinkedHashSet<>(silenced);
        all.addAll(ids);
        return new Audit(subject, all);
    }

    /**
     * What makes a model from elsewhere predict otherwise than where it came from, as far as its file tells: settings that
     * weights alone do not hold, and statistics of batches.
     */
    public List<Finding> ofOrigin() {
        List<Finding> findings = new ArrayList<>();
        for (Check check : OriginChecks.ALL) {
            if (!silenced.contains(check.rule().id())) {
                check.inspection().look(subject, new Report(check.rule(), findings));
            }
        }
        return findings.stream()
                .filter(finding -> finding.level() != Finding.Level.NOTE)
                .toList();
    }

    /** As {@link #without(Collection)}. */
    public Audit without(String... ids) {
        return without(Arrays.asList(ids));
    }

    /** What was found, rule by rule, layer by layer; empty if there is nothing to say. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Check check : CHECKS) {
            if (!silenced.contains(check.rule().id())) {
                check.inspection().look(subject, new Report(check.rule(), findings));
            }
        }
        return List.copyOf(findings);
    }
}
