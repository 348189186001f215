package dev.evenkeel.cli.command;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.AuditRule;
import dev.evenkeel.audit.Circumstances;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.FindingLines;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.SilenceOption;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel audit}. */
@Command(
        name = "audit",
        sortOptions = false,
        header = "Looks for what is known to go wrong with normalization, in a network or a model.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "MODEL may also be a network alone: a description FILE.yaml.",
            "",
            "Examples:",
            "  evenkeel audit wide.yaml --batch 8",
            "  evenkeel audit run-digits-seed1 --data digits",
            "  evenkeel audit resnet.onnx --silence unknown-evidence",
            "  evenkeel audit --rules"
        })
final class AuditCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples per batch in training; as the model was trained by default.")
    private Optional<Integer> batch = Optional.empty();

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Examples that are learnt from, of which a last batch may be left; as known by default.")
    private Optional<Integer> examples = Optional.empty();

    @Option(names = "--averaged", description = "The weights are averages over steps, made elsewhere (EMA, SWA).")
    private boolean averaged;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "What a model's running statistics are compared with, as for train.")
    private Optional<String> data = Optional.empty();

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Mixin
    private final UnreadableRowsOption missing = new UnreadableRowsOption();

    @Mixin
    private final NumberColumnOptions numbers = new NumberColumnOptions();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "training, test or all; training by default of data that come in two parts, else all.")
    private Optional<Words.Part> part = Optional.empty();

    @Mixin
    private final SilenceOption silence = new SilenceOption();

    @Option(names = "--rules", help = true, description = "List all rules and look at nothing.")
    private boolean rules;

    AuditCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        if (rules) {
            return listing();
        }
        batch.ifPresent(count -> Limits.atLeastOne("--batch", count));
        examples.ifPresent(count -> Limits.atLeastOne("--examples", count));
        return file.isDescription() ? ofDescription() : ofModel();
    }

    private static Answer listing() {
        StringBuilder text = new StringBuilder();
        Audit.rules().forEach(rule -> explain(text, rule));
        JsonObject json = JsonObject.of()
                .with("command", "audit")
                .with(
                        "rules",
                        JsonAnswer.array(
                                Audit.rules().stream().map(AuditRule::toJson).toList()));
        return new Answer(text.toString(), json);
    }

    private Answer ofDescription() {
        if (data.isPresent()) {
            throw new UsageException("--data is compared with running statistics, but " + file.file()
                    + " describes a network without any: leave it out");
        }
        Network network = YamlNetwork.read(file.file());
        return answer(network, Audit.of(network));
    }

    private Answer ofModel() {
        Model model = file.readToShow(console());
        Audit audit = Audit.of(model);
        if (data.isPresent()) {
            UnreadableRowsOption.Read read = missing.read(
                    ModelData.of(model, numbers, console()),
                    folder.source(data.get(), console()),
                    data.get(),
                    console(),
                    (known, source) -> known.open(source, data.get(), part, Words.Part.TRAINING));
            Answer answer = answer(model.network(), audit.on(read.opened().dataset()));
            return new Answer(
                    answer.text(), new LeftOutRows(read.problems()).with(answer.json()), missing.code(read.problems()));
        }
        return answer(model.network(), audit);
    }

    private Answer answer(Network network, Audit known) {
        List<Finding> findings =
                silence.apply(known.under(said(known.circumstances()))).findings();
        StringBuilder text = new StringBuilder();
        text.append(file.file()).append('\n');
        FindingLines.of(findings, network).forEach(line -> text.append(line).append('\n'));
        if (findings.isEmpty()) {
            text.append("nothing to report\n");
        } else {
            text.append("\nWhy, and what to do\n");
            FindingLines.rules(findings).forEach(rule -> explain(text, rule));
        }
        JsonObject json = JsonObject.of()
                .with("command", "audit")
                .with("target", file.file().toString())
                .with("findings", FindingLines.json(findings))
                .with(
                        "rules",
                        JsonAnswer.array(FindingLines.rules(findings).stream()
                                .map(AuditRule::toJson)
                                .toList()))
                .with("healthy", FindingLines.healthy(findings));
        return new Answer(text.toString(), json);
    }

    private Circumstances said(Circumstances known) {
        Circumstances all = batch.map(known::batchSize).orElse(known);
        all = examples.map(all::examples).orElse(all);
        return averaged ? all.weights(Circumstances.Weights.AVERAGED) : all;
    }

    private static void explain(StringBuilder text, AuditRule rule) {
        text.append(rule.id()).append('\n');
        text.append("  ").append(rule.reason()).append(".\n");
        text.append("  ").append(rule.wayOut()).append(".\n");
        text.append("  Source: ").append(rule.source()).append(".\n");
    }
}
