package dev.evenkeel.lab.report;

import dev.evenkeel.EvenkeelException;
import java.util.List;
import java.util.regex.Pattern;

/** A piece of a report. Values that are not finite stand for values that are missing. */
public sealed interface Block {
    /** Sentences. */
    record Text(String text) implements Block {}

    /**
     * A table.
     *
     * @param title of the table
     * @param columns their headings
     * @param rows as many cells as there are columns
     */
    record Table(String title, List<String> columns, List<List<String>> rows) implements Block {
        /** @throws EvenkeelException if a row has other than one cell for each column */
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                requireAsMany("Table '" + title + "'", "columns", columns.size(), "cells in a row", row.size());
            }
        }
    }

    /**
     * Lines over a common axis.
     *
     * @param title of the chart
     * @param x the axis across
     * @param y the axis up
     * @param series the lines, each with its points
     */
    record Lines(String title, Axis x, Axis y, List<Series> series) implements Block {
        public Lines {
            series = List.copyOf(series);
        }
    }

    /**
     * Points, and the line on which both of their values are equal.
     *
     * @param title of the chart
     * @param x the axis across
     * @param y the axis up
     * @param across where each lies
     * @param up as many
     */
    record Points(String title, Axis x, Axis y, List<Double> across, List<Double> up) implements Block {
        /** @throws EvenkeelException if there is other than one value up for each across */
        public Points {
            across = List.copyOf(across);
            up = List.copyOf(up);
            requireAsMany("Chart '" + title + "'", "points across", across.size(), "values up", up.size());
        }
    }

    /**
     * Small pictures, each with a line below it.
     *
     * @param title of them all
     * @param pictures in their order
     */
    record Pictures(String title, List<Picture> pictures) implements Block {
        public Pictures {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * A picture.
     *
     * @param png a PNG file in Base64
     * @param caption what is to be said of it
     */
    record Picture(String png, String caption) {
        private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

        /** @throws EvenkeelException if the file is not in Base64 */
        public Picture {
            if (!BASE64.matcher(png).matches()) {
                throw new EvenkeelException("Picture '" + caption + "' is not in Base64. Encode the PNG file");
            }
        }
    }

    /**
     * A line between two others, as percentiles; what lies between these is filled.
     *
     * @param title of the chart
     * @param x the axis across
     * @param y the axis up
     * @param bands the lines with what lies around them
     */
    record Bands(String title, Axis x, Axis y, List<Band> bands) implements Block {
        public Bands {
            bands = List.copyOf(bands);
        }
    }

    /**
     * Bars with intervals, one for each name. They start at 0; where that would hide the differences between them, and on a
     * logarithmic axis, they are points.
     *
     * @param title of the chart
     * @param y the axis up
     * @param bars in their order
     */
    record Bars(String title, Axis y, List<Bar> bars) implements Block {
        public Bars {
            bars = List.copyOf(bars);
        }
    }

    /**
     * Values in a grid, as colours.
     *
     * @param title of the chart
     * @param columns names of the columns
     * @param rows names of the rows
     * @param values one list for each row
     */
    record HeatMap(String title, List<String> columns, List<String> rows, List<List<Double>> values) implements Block {
        /** @throws EvenkeelException if there is other than one list for each row, or one value for each column */
        public HeatMap {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            values = values.stream().map(List::copyOf).toList();
            requireAsMany("Heat map '" + title + "'", "rows", rows.size(), "lists of values", values.size());
            for (List<Double> row : values) {
                requireAsMany("Heat map '" + title + "'", "columns", columns.size(), "values in a row", row.size());
            }
        }
    }

    /**
     * An axis of a chart.
     *
     * @param name with its unit
     * @param scale how values are laid along it
     */
    record Axis(String name, Scale scale) {
        public static Axis linear(String name) {
            return new Axis(name, Scale.LINEAR);
        }

        public static Axis logarithmic(String name) {
            return new Axis(name, Scale.LOGARITHMIC);
        }
    }

    /** How values are laid along an axis. */
    enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    /**
     * A line.
     *
     * @param name in the legend
     * @param x across
     * @param y up, as many
     */
    record Series(String name, List<Double> x, List<Double> y) {
        /** @throws EvenkeelException if there is other than one value for each point across */
        public Series {
            x = List.copyOf(x);
            y = List.copyOf(y);
            requireAsMany("Line '" + name + "'", "points across", x.size(), "values up", y.size());
        }
    }

    /**
     * A line with a lower and an upper one.
     *
     * @param name in the legend
     * @param x across
     * @param lower up, as many
     * @param middle up, as many
     * @param upper up, as many
     */
    record Band(String name, List<Double> x, List<Double> lower, List<Double> middle, List<Double> upper) {
        /** @throws EvenkeelException if a line has other than one value for each point across */
        public Band {
            x = List.copyOf(x);
            lower = List.copyOf(lower);
            middle = List.copyOf(middle);
            upper = List.copyOf(upper);
            for (List<Double> line : List.of(lower, middle, upper)) {
                requireAsMany("Band '" + name + "'", "points across", x.size(), "values up", line.size());
            }
        }
    }

    /**
     * A bar with the interval around its end.
     *
     * @param name below it
     * @param value its height
     * @param lower the interval's end below
     * @param upper the interval's end above
     */
    record Bar(String name, double value, double lower, double upper) {}

    private static void requireAsMany(String who, String needed, int count, String came, int other) {
        if (count != other) {
            throw new EvenkeelException(
                    who + " has " + count + " " + needed + ", but " + other + " " + came + ". Give as many");
        }
    }
}
