package dev.evenkeel.cli.display;

import dev.evenkeel.audit.AuditRule;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An audit's findings for people: what is said of several layers in the same words takes one line. */
public final class FindingLines {
    private static final int NAMED = 3;

    private FindingLines() {}

    /** As {@code note: batchNorm 'bn1', 'bn2', 'bn3' and 16 more: what stands behind ... [unknown-evidence]}. */
    public static List<String> of(List<Finding> findings, Network network) {
        Map<List<Object>, List<Finding>> alike = new LinkedHashMap<>();
        for (Finding finding : findings) {
            Node node = network.find(finding.layer()).orElseThrow();
            String words = finding.message().substring(node.title().length());
            alike.computeIfAbsent(
                            List.of(
                                    finding.rule(),
                                    finding.level(),
                                    node.layer().typeName(),
                                    words),
                            key -> new ArrayList<>())
                    .add(finding);
        }
        List<String> lines = new ArrayList<>();
        alike.values().forEach(group -> lines.add(line(group, network)));
        return lines;
    }

    private static String line(List<Finding> group, Network network) {
        Finding first = group.get(0);
        Node node = network.find(first.layer()).orElseThrow();
        StringBuilder line = new StringBuilder();
        line.append(Settings.wordOf(first.level())).append(": ").append(node.title());
        for (int index = 1; index < Math.min(NAMED, group.size()); index++) {
            line.append(", '").append(group.get(index).layer()).append('\'');
        }
        if (group.size() > NAMED) {
            line.append(" and ").append(group.size() - NAMED).append(" more");
        }
        return line.append(first.message().substring(node.title().length()))
                .append(" [")
                .append(first.rule().id())
                .append(']')
                .toString();
    }

    /** The rules that the findings break, each once. */
    public static List<AuditRule> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).distinct().toList();
    }

    public static JsonArray json(Collection<Finding> findings) {
        return JsonAnswer.array(findings.stream().map(Finding::toJson).toList());
    }

    /** Whether nothing worse than a note was found. */
    public static boolean healthy(Collection<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.level() == Finding.Level.NOTE);
    }
}
