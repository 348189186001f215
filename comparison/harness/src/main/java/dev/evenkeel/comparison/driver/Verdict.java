package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.Results.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a target came to. */
record Verdict(Target target, int threads, Ratio ratio) {
    /** Of all targets whose rows were measured, in the order of the catalogue. */
    static List<Verdict> of(Results results, List<Integer> threads) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Target target : Catalogue.targets()) {
            for (int count : threads) {
                results.ratio(target.upper(), target.lower(), count)
                        .ifPresent(ratio -> verdicts.add(new Verdict(target, count, ratio)));
            }
        }
        return verdicts;
    }

    boolean met() {
        return target.isMetBy(ratio.value());
    }

    /** As {@code met} or {@code missed by 7 %}. */
    String words() {
        return met()
                ? "met"
                : String.format(Locale.ROOT, "missed by %.0f %%", 100 * (target.missedBy(ratio.value()) - 1));
    }
}
