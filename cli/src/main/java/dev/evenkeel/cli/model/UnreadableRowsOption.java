package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.series.MissingValues;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** What becomes of a table's rows, its sequences, and of files that cannot be read. */
public final class UnreadableRowsOption {
    private static final String ROW = "row";

    @Option(
            names = "--missing",
            paramLabel = "RULE",
            description = {
                "Rows of a table that lack values or hold some that cannot be read, and recordings and texts that cannot: "
                        + "skip (leave them out, name them), "
                        + "refuse (use none) or, in a table, impute (missing values become the median or most frequent category "
                        + "of the training). By default as with skip, but the exit code is 1; impute, if the model was "
                        + "trained so. In time series refuse or impute (the line between neighbours), by default as in training."
            })
    private Optional<Words.UnreadableRows> rule = Optional.empty();

    /** @throws EvenkeelException if it is not known what to impute */
    public TableEncoding applied(TableEncoding learnt) {
        return rule.map(said -> learnt.missing(said == Words.UnreadableRows.IMPUTE ? Missing.IMPUTE : Missing.REFUSE))
                .orElse(learnt);
    }

    /** Examples of which rows that cannot be read were left out, and which. */
    public record Read(ModelData.Opened opened, List<RowProblem> problems) {}

    /**
     * Reads data by the rule.
     *
     * @param opening what is done with a model and a source that leaves such rows out
     * @throws EvenkeelException if there are such rows, and that is refused
     */
    public Read read(
            ModelData known,
            DataSource source,
            String data,
            Console console,
            BiFunction<ModelData, DataSource, ModelData.Opened> opening) {
        ModelData applied = known;
        DataSource readable = source;
        if (known.encoding().isPresent()) {
            applied = known.with(applied(known.encoding().get()));
        } else if (known.reading().ofFiles()) {
            requireNoFilling();
        } else if (known.numbers().apply(known, source, data)) {
            requireKnown();
        } else if (source.kind() == DataKind.SERIES) {
            readable = ofSeries(known, source, data);
        } else {
            requireUnsaid("the rows of a table, time series, recordings or texts of classes, but '" + data + "' is "
                    + (known.readsText() ? DataKind.TEXT : source.kind()));
        }
        String unit = known.reading().nameOfExamples().orElse(ROW);
        List<RowProblem> problems = new ArrayList<>();
        ModelData.Opened opened = opening.apply(applied, readable.skipUnreadable(problems::add));
        refuse(problems, applied.encoding(), unit);
        new LeftOutRows(problems, unit).lines().forEach(console::note);
        advice(problems, applied.encoding()).ifPresent(console::note);
        return new Read(opened, List.copyOf(problems));
    }

    private DataSource ofSeries(ModelData known, DataSource source, String data) {
        if (rule.equals(Optional.of(Words.UnreadableRows.SKIP))) {
            throw new UsageException("--missing skip leaves out rows of a table, but '" + data + "' is " + source.kind()
                    + ": say --missing impute, which interpolates, or complete or remove the series");
        }
        boolean imputes = isImputed() || rule.isEmpty() && known.imputesSeries();
        return source.series(rules -> rules.missing(imputes ? MissingValues.INTERPOLATE : MissingValues.REFUSE));
    }

    /** The exit code of a command that did all else it should. */
    public int code(List<RowProblem> problems) {
        return isFailure(problems) ? Answer.FAILED : 0;
    }

    /** @throws UsageException if it was said, but is not asked for */
    public void requireUnsaid(String about) {
        if (rule.isPresent()) {
            throw new UsageException("--missing is about " + about);
        }
    }

    /** @throws UsageException if something is to be imputed by a model that does not know what */
    public void requireKnown() {
        if (isImputed()) {
            throw new UsageException(
                    "--missing impute puts in what is common in the training data, but this model comes "
                            + "from elsewhere and keeps nothing of them. --missing skip leaves such rows out");
        }
    }

    private void requireNoFilling() {
        if (isImputed()) {
            throw new UsageException(
                    "--missing impute puts values into the rows of a table or time series, but a file that"
                            + " cannot be read has none: --missing skip leaves it out");
        }
    }

    /**
     * @param learnt how a model's rows are read, if it keeps that
     * @throws EvenkeelException if there are such rows, and that is refused
     */
    public void refuse(List<RowProblem> problems, Optional<TableEncoding> learnt) {
        refuse(problems, learnt, ROW);
    }

    private void refuse(List<RowProblem> problems, Optional<TableEncoding> learnt, String unit) {
        if (rule.equals(Optional.of(Words.UnreadableRows.REFUSE))) {
            problems.stream().findFirst().ifPresent(problem -> {
                throw new EvenkeelException(problem + ", and --missing refuse uses no " + unit
                        + " then. --missing skip leaves such " + unit + "s out"
                        + (canImpute(problems, learnt)
                                ? ", --missing impute puts in what is common in the training data"
                                        + whereItHelps(problems, learnt)
                                : ""));
            });
        }
    }

    /** Whether anything of what is wrong is an input that lacks its value, and what to put there is known. */
    private static boolean canImpute(List<RowProblem> problems, Optional<TableEncoding> learnt) {
        return learnt.filter(encoding -> problems.stream().anyMatch(problem -> lacks(problem, encoding)))
                .isPresent();
    }

    private static boolean lacks(RowProblem problem, TableEncoding encoding) {
        return problem.value().isEmpty()
                && encoding.knowsFill()
                && problem.column().filter(encoding.columns()::contains).isPresent();
    }

    private static String whereItHelps(List<RowProblem> problems, Optional<TableEncoding> learnt) {
        return problems.stream().allMatch(problem -> lacks(problem, learnt.orElseThrow()))
                ? ""
                : " where a value is missing";
    }

    /** Whether rows that were left out make the command fail. */
    public boolean isFailure(List<RowProblem> problems) {
        return !problems.isEmpty() && (rule.isEmpty() || isImputed());
    }

    /** What can be done about rows that were left out, where nothing was said. */
    public Optional<String> advice(List<RowProblem> problems, Optional<TableEncoding> learnt) {
        return problems.isEmpty() || rule.isPresent()
                ? Optional.empty()
                : Optional.of("To take this as done, say --missing skip"
                        + (canImpute(problems, learnt)
                                ? "; to put in what is common in the training data" + whereItHelps(problems, learnt)
                                        + ", --missing impute"
                                : ""));
    }

    private boolean isImputed() {
        return rule.equals(Optional.of(Words.UnreadableRows.IMPUTE));
    }
}
