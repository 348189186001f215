package dev.evenkeel.lab.check;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All strict checks, S1 to S7: exact statements, so the same in every form and on any data. */
public final class Checks implements Experiment {
    private static final String SOURCE = "the formulas, in double precision; docs/lab.md";

    private final List<Check> checks;

    /** All. */
    public Checks() {
        this(Stream.of(
                        GradientChecks.all(),
                        LayerChecks.all(),
                        IdentityChecks.all(),
                        FoldChecks.all(),
                        InvarianceChecks.all(),
                        VarianceChecks.all(),
                        StatisticsChecks.all(),
                        SmallBatchChecks.all())
                .flatMap(List::stream)
                .toList());
    }

    Checks(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public String question() {
        return "do the layers do exactly what their formulas say?";
    }

    @Override
    public List<Claim> claims() {
        return checks.stream().map(Checks::claim).toList();
    }

    private static Claim claim(Check check) {
        return new Claim(check.id(), check.text() + ", within " + shown(check.bound()), SOURCE);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        List<Judgement> judgements = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (Check check : checks) {
            laboratory.progress().accept("checks: " + check.id());
            double deviation = check.deviation().applyAsDouble(laboratory.seed());
            boolean passed = deviation <= check.bound();
            judgements.add(new Judgement(claim(check), passed ? Verdict.AGREES : Verdict.DIFFERS, shown(deviation)));
            rows.add(List.of(
                    check.id(), check.text(), shown(check.bound()), shown(deviation), passed ? "pass" : "FAIL"));
        }
        return new Findings(
                judgements,
                List.of(
                        new Block.Table("Strict checks", List.of("check", "what", "bound", "measured", "result"), rows),
                        VarianceChecks.table(laboratory.seed())));
    }

    static String shown(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
