package dev.evenkeel.data.table.drift;

import dev.evenkeel.drift.DriftReport.Verdict;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a column now.
 *
 * @param rows that the figures are of
 * @param input the one of its inputs that shifted most
 * @param shift of that input's mean, in deviations; empty if nothing is known of it in training
 * @param error of the shift, its standard error
 * @param ratio of variances, now over then, of a number
 * @param unseen share of rows with a category that was not learnt, of a column of categories
 * @param missing share of rows without a value, where it is known
 * @param since how many rows had been looked at when it was first found to drift, if it does
 */
public record ColumnFigures(
        long rows,
        int input,
        OptionalDouble shift,
        OptionalDouble error,
        OptionalDouble ratio,
        OptionalDouble unseen,
        OptionalDouble missing,
        Verdict verdict,
        OptionalLong since) {}
