package dev.evenkeel.network;

import dev.evenkeel.layer.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The printed form of a network: a table people paste into issues. */
final class NetworkTable {
    private static final List<String> HEAD = List.of("layer", "kind", "reads", "output", "parameters", "statistics");

    private NetworkTable() {}

    static String of(Network network) {
        return render(rows(network));
    }

    static List<List<String>> rows(Network network) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        rows.add(List.of(Network.INPUT, "", "", network.input().toString(), "", ""));
        String before = Network.INPUT;
        for (Node node : network.nodes()) {
            boolean follows = node.inputs().equals(List.of(before));
            String reads = node.inputs().isEmpty() ? "nothing" : String.join(", ", node.inputs());
            rows.add(List.of(
                    node.name(),
                    kind(node),
                    follows ? "" : reads,
                    node.outputShape().toString(),
                    count(node.parameterCount()),
                    count(node.statisticCount())));
            before = node.name();
        }
        rows.add(List.of(
                "total",
                "",
                "",
                network.output().toString(),
                count(network.parameterCount()),
                count(network.nodes().stream().mapToLong(Node::statisticCount).sum())));
        return List.copyOf(rows);
    }

    private static String kind(Node node) {
        String settings = node.layer().settings().toString();
        String kind = settings.equals("{}")
                ? node.layer().typeName()
                : node.layer().typeName() + " " + settings.replace("\"", "");
        return switch (node.frozen()) {
            case NOTHING -> kind;
            case ALL -> kind + ", frozen";
            case PARAMETERS, STATISTICS -> kind + ", " + Settings.wordOf(node.frozen()) + " frozen";
        };
    }

    private static String count(long count) {
        return count == 0 ? "" : String.format(Locale.ROOT, "%,d", count);
    }

    private static String render(List<List<String>> rows) {
        boolean connected = rows.stream().skip(1).anyMatch(row -> !row.get(2).isEmpty());
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                if (column != 2 || connected) {
                    line.append(String.format(
                            Locale.ROOT,
                            column >= 4 ? "%" + widths[column] + "s  " : "%-" + widths[column] + "s  ",
                            row.get(column)));
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
