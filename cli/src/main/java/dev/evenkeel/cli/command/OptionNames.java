package dev.evenkeel.cli.command;

import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What other tools call our options. */
final class OptionNames {
    private static final Map<String, String> OURS = new HashMap<>();

    static {
        name("--rate", "lr learning-rate learningrate eta step-size lr0");
        name("--batch", "batch-size batchsize bs b train-batch-size");
        name("--decay", "wd weight-decay weightdecay l2 weight-penalty");
        name("--epochs", "n-epochs num-epochs nepochs max-epochs iterations e");
        name("--optimizer", "optim opt optimiser solver");
        name("--schedule", "scheduler lr-scheduler lr-schedule learning-rate-schedule");
        name("--seed", "random-state random-seed rng-seed manual-seed");
        name("--data", "dataset data-path train input file csv i");
        name("--target", "label labels target-column label-column y response");
        name("--columns", "features feature-columns input-columns usecols");
        name("--network", "model arch architecture net config");
        name("--out", "output output-dir outdir o save save-dir logdir");
        name("--test-share", "test-size test-split test-ratio holdout");
        name("--validation-share", "val-split validation-split val-size validation-size val-share val-ratio");
        name("--threads", "workers num-workers jobs n-jobs j num-threads cpus");
        name("--augment", "augmentation augmentations transform transforms aug");
        name("--overwrite", "force f exist-ok clobber");
        name("--resume", "continue resume-from");
        name("--from", "pretrained finetune fine-tune checkpoint weights ckpt init-from");
        name("--norm", "normalization normalisation norm-type");
        name("--activation", "act nonlinearity");
        name("--image-size", "img-size imgsz size resolution");
        name("--dropout", "drop drop-rate dropout-rate p-drop");
        name("--freeze", "freeze-layers frozen");
        name("--missing", "na-action impute nan missing-values");
        name("--standardize", "standardise mean-std mean normalize");
        name("--format", "output-format f");
        name("--split", "part subset");
        name("--seeds", "repeats n-seeds num-seeds runs");
        name("--vary", "grid sweep param");
        name("--live", "serve port dashboard");
        name("--watch", "tensorboard monitor log-every");
        name("--json", "as-json");
        name("--version", "v");
    }

    private OptionNames() {}

    private static void name(String ours, String theirs) {
        for (String word : theirs.split(" ")) {
            OURS.putIfAbsent(word, ours);
        }
    }

    /**
     * {@code ; did you mean '--rate'?}, or nothing.
     *
     * @param said as {@code --lr=0.1}
     * @param known the options that the command has
     */
    static String hint(String said, Collection<String> known) {
        String option = said.replaceFirst("=.*", "");
        String word = option.replaceFirst("^-+", "").replace('_', '-').toLowerCase(Locale.ROOT);
        Optional<String> ours = Optional.ofNullable(OURS.get(word)).filter(known::contains);
        if (ours.isEmpty() && known.contains("--" + word)) {
            ours = Optional.of("--" + word);
        }
        List<String> names = new ArrayList<>(known);
        return ours.map(name -> "; did you mean '" + name + "'?").orElseGet(() -> Suggestion.hint(option, names));
    }
}
