package dev.evenkeel.lab.experiment;

import dev.evenkeel.lab.report.Block;
import java.util.List;

/**
 * What an experiment found.
 *
 * @param judgements one for each claim
 * @param blocks tables and charts of all that was measured
 */
public record Findings(List<Judgement> judgements, List<Block> blocks) {
    public Findings {
        judgements = List.copyOf(judgements);
        blocks = List.copyOf(blocks);
    }
}
