package dev.evenkeel.cli.display;

import dev.evenkeel.lab.report.AttentionHistory;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.observe.Attention;
import dev.evenkeel.observe.Observation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a watched run shows, in lines: those under a bar that are drawn over, and those that tell a change. */
public final class AttentionLines {
    private static final int NAMED = 3;
    private static final int MAX_SHOWN = 6;
    /** Of changes of one kind, so that what comes and goes does not flood a log. */
    private static final int MAX_TOLD = 6;

    private final Network network;
    private final AttentionHistory attention;
    private final Map<Attention.Kind, Integer> told = new EnumMap<>(Attention.Kind.class);
    private long step;
    private long observations;
    private double loss = Double.NaN;
    private String gap = "";

    public AttentionLines(Network network, AttentionHistory attention) {
        this.network = network;
        this.attention = attention;
    }

    /** Takes in the figures of the next observation. */
    public void add(Observation observation) {
        step = observation.step();
        loss = observation.loss();
        observations++;
        observation
                .inferenceGap()
                .ifPresent(measured -> gap = String.format(
                        Locale.ROOT,
                        ", by running statistics %s%s at step %d",
                        measured < 0 ? "" : "+",
                        Figures.shown(measured),
                        step));
    }

    /** As things stand: figures, and the layers that need attention, the most urgent first. */
    public List<String> standing() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "step %,d: loss %s%s", step, Figures.shown(loss), gap));
        List<Attention> current = attention.current();
        if (current.isEmpty()) {
            lines.add("all layers look well");
        }
        boolean all = current.size() <= MAX_SHOWN;
        current.stream().limit(all ? MAX_SHOWN : MAX_SHOWN - 1).forEach(one -> lines.add(line(List.of(one))));
        if (!all) {
            lines.add("and " + (current.size() - MAX_SHOWN + 1) + " more");
        }
        return lines;
    }

    /** What began to need attention with the last observation, and what no longer does: a line for each kind. */
    public List<String> changes() {
        List<String> lines = new ArrayList<>();
        byKind(attention.begun()).forEach((kind, begun) -> {
            if (isTold(kind)) {
                lines.add("step " + step + ", needs attention: " + line(begun) + rest(kind));
            }
        });
        byKind(attention.ended()).forEach((kind, ended) -> {
            if (isTold(kind)) {
                lines.add("step " + step + ", looks well again: " + names(ended) + " [" + kind.id() + "]" + rest(kind));
            }
        });
        return lines;
    }

    public String atTheEnd() {
        List<Attention> current = attention.current();
        if (current.isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "Watched in %,d %s: all layers look well at the end\n",
                    observations,
                    observations == 1 ? "step" : "steps");
        }
        StringBuilder text = new StringBuilder("Needs attention at the end:\n");
        byKind(current)
                .values()
                .forEach(alike -> text.append("  ").append(line(alike)).append('\n'));
        return text.toString();
    }

    private boolean isTold(Attention.Kind kind) {
        return told.merge(kind, 1, Integer::sum) <= MAX_TOLD;
    }

    private String rest(Attention.Kind kind) {
        return told.getOrDefault(kind, 0) == MAX_TOLD ? "; from here on the report alone tells of this kind" : "";
    }

    private static Map<Attention.Kind, List<Attention>> byKind(List<Attention> all) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        Attention::kind, () -> new EnumMap<>(Attention.Kind.class), Collectors.toList()));
    }

    /** As {@code relu '3', '6' and 2 more: 62 % of its channels ... [dead-channels]}. */
    private String line(List<Attention> alike) {
        Attention first = alike.get(0);
        return names(alike) + ": " + first.sentence() + " [" + first.kind().id() + "]";
    }

    private String names(List<Attention> alike) {
        List<String> named = new ArrayList<>();
        for (Attention one : alike.subList(0, Math.min(NAMED, alike.size()))) {
            named.add(named.isEmpty() ? title(one.layer()) : "'" + one.layer() + "'");
        }
        String names = String.join(", ", named);
        return alike.size() <= NAMED ? names : names + " and " + (alike.size() - NAMED) + " more";
    }

    private String title(String layer) {
        return network.find(layer).map(Node::title).orElse("'" + layer + "'");
    }
}
