package dev.evenkeel.cli.model;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.AuditRule;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What makes a model from elsewhere predict otherwise than there: told wherever it predicts. */
final class OriginWarnings {
    private static final String TOLD_ON_READING = "training-mode-import";

    private OriginWarnings() {}

    static void tell(Model model, Console console) {
        Map<AuditRule, Map<String, List<String>>> found = new LinkedHashMap<>();
        for (Finding finding : Audit.of(model).without(TOLD_ON_READING).ofOrigin()) {
            int title = finding.message().indexOf(": ") + 2;
            found.computeIfAbsent(finding.rule(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.message().substring(title), key -> new ArrayList<>())
                    .add(finding.message().substring(0, title - 2));
        }
        found.forEach((rule, texts) ->
                texts.forEach((text, layers) -> console.warn("Predictions may differ from those of"
                        + " the model's origin: " + layers.get(0)
                        + (layers.size() > 1 ? " and " + (layers.size() - 1) + " more" : "") + ": " + text + ". "
                        + rule.wayOut()
                        + " [" + rule.id() + "]")));
    }
}
