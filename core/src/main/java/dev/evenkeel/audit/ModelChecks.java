package dev.evenkeel.audit;

import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** What a model's numbers and its past tell. */
final class ModelChecks {
    static final List<Check> ALL = Stream.of(ChannelChecks.ALL, StatisticsChecks.ALL, OriginChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private ModelChecks() {}

    /** A check of each node of a model; a description alone has nothing to look at. */
    static Check of(String id, String reason, String source, String wayOut, NodeInspection inspection) {
        return new Check(
                id,
                reason,
                source,
                wayOut,
                (subject, report) -> subject.model()
                        .ifPresent(model ->
                                model.network().nodes().forEach(node -> inspection.look(model, node, report))));
    }

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
