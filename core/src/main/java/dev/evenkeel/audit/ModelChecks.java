package dev.evenkeel.audit;

import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;

/** What a model's numbers and its past tell. */
final class ModelChecks {
    private ModelChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.addAll(ChannelChecks.all());
        checks.addAll(StatisticsChecks.all());
        checks.addAll(OriginChecks.all());
        return List.copyOf(checks);
    }

    /** A check of each node of a model; a description alone has nothing to look at. */
    static Check of(AuditRule rule, NodeInspection inspection) {
        return new Check(
                rule,
                (subject, report) -> subject.model()
                        .ifPresent(model ->
                                model.network().nodes().forEach(node -> inspection.look(model, node, report))));
    }

    /** Looks at a node of a model. */
    interface NodeInspection {
        void look(Model model, Node node, Report report);
    }

    static Tensor tensor(Model model, Node node, String name) {
        return model.tensor(node.name() + "." + name);
    }

    static long count(Tensor tensor, DoublePredicate test) {
        long count = 0;
        for (float value : tensor.toArray()) {
            count += test.test(value) ? 1 : 0;
        }
        return count;
    }

    /** As {@code 3 of 64 channels}. */
    static String of(long some, int all) {
        return some + " of " + all + " channels";
    }
}
