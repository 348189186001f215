package dev.evenkeel.cli.training;

import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.cli.option.ClassWeightOption;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Settings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run will train on what, in a line. */
record RunPlanLine(TrainingPlan plan, RunFolder run) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s%s: %s %s%s, network with %s%s, %s, batch %d, %s, into %s",
                run.start() == RunFolder.Start.RESUME ? "Going on with" : "Training on",
                plan.data().name(),
                task(),
                Counted.of(plan.data().training().size(), "example"),
                plan.data().training().inputShape(),
                augmented(),
                Counted.of(plan.network().parameterCount(), "parameter"),
                start(),
                plan.recipe().optimizer().describe() + weights(),
                plan.recipe().batch(),
                Counted.of(plan.recipe().epochs(), "epoch"),
                run.folder());
    }

    /** What is predicted of a table. */
    private String task() {
        return plan.data()
                .encoding()
                .map(encoding -> String.format(
                        Locale.ROOT,
                        ", %s of '%s'%s",
                        Settings.wordOf(encoding.task()),
                        encoding.targetName(),
                        plan.data().training().target() instanceof Target.Classes classes
                                ? " into " + classes.count() + " classes"
                                : ""))
                .orElse("");
    }

    private String weights() {
        return plan.classWeights()
                .map(weights -> ", " + ClassWeightOption.describe(weights, plan.data()))
                .orElse("");
    }

    private String start() {
        return plan.tuning()
                .map(tuning -> String.format(
                        Locale.ROOT,
                        " from %s, of which %,d learn",
                        tuning.start().stored().file(),
                        tuning.learningParameters()))
                .orElse("");
    }

    private String augmented() {
        List<Augmentation> augmentations = plan.augmentations();
        return augmentations.isEmpty()
                ? ""
                : " changed by "
                        + augmentations.stream().map(Augmentation::describe).collect(Collectors.joining(" and "));
    }
}
