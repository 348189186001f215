package dev.evenkeel.comparison.chart;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Panels beside each other as an SVG, each with points as measured and lines through or beside them. */
public final class Chart {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 332;
    private static final int LEFT = 62;
    private static final int TOP = 80;
    private static final int PLOT_WIDTH = 330;
    private static final int PLOT_HEIGHT = 196;
    private static final int TICKS = 5;
    private static final List<String> COLORS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    private final StringBuilder svg = new StringBuilder();

    private int panels;

    /**
     * Points and a line.
     *
     * @param label as the legend says
     * @param x of the points
     * @param y of the points
     * @param lineX of the corners of a dashed line; none for no line
     * @param lineY of its corners; what lies above all points is cut off
     */
    public record Series(String label, double[] x, double[] y, double[] lineX, double[] lineY) {}

    /** Adds a panel to the right of those before. */
    public Chart panel(String title, String xAxis, String yAxis, List<Series> lines) {
        panel(panels * WIDTH, new Words(title, xAxis, yAxis), lines);
        panels++;
        return this;
    }

    private record Words(String title, String xAxis, String yAxis) {}

    /** The picture. */
    public String toSvg() {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">%n",
                        panels * WIDTH,
                        HEIGHT,
                        panels * WIDTH,
                        HEIGHT)
                + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                + svg
                + "</svg>\n";
    }

    private void panel(int offset, Words words, List<Series> lines) {
        double mostX = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.x()))
                .max()
                .orElse(1);
        double mostY = rounded(lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.y()))
                .max()
                .orElse(1));
        svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d,0)\">%n", offset));
        text(LEFT, 20, "start", "bold", words.title());
        for (int tick = 0; tick <= TICKS; tick++) {
            double share = (double) tick / TICKS;
            double y = TOP + PLOT_HEIGHT * (1 - share);
            line(LEFT, y, LEFT + PLOT_WIDTH, y, "#ddd", "");
            text(LEFT - 6, y + 4, "end", "normal", number(mostY * share));
        }
        if (!lines.isEmpty()) {
            double end = 0;
            for (double x : lines.get(0).x()) {
                double half = 4.0 * number(x).length();
                if (px(x, mostX) - half > end) {
                    text(px(x, mostX), TOP + PLOT_HEIGHT + 16, "middle", "normal", number(x));
                    end = px(x, mostX) + half;
                }
            }
        }
        line(LEFT, TOP, LEFT, TOP + PLOT_HEIGHT, "#222", "");
        line(LEFT, TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT, "#222", "");
        text(LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 36, "middle", "normal", words.xAxis());
        svg.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                TOP + PLOT_HEIGHT / 2,
                words.yAxis()));
        for (int index = 0; index < lines.size(); index++) {
            series(lines.get(index), index, mostX, mostY);
        }
        svg.append("</g>\n");
    }

    private void series(Series series, int index, double mostX, double mostY) {
        String color = COLORS.get(index % COLORS.size());
        for (int corner = 1; corner < series.lineX().length; corner++) {
            if (series.lineY()[corner] <= mostY) {
                line(
                        px(series.lineX()[corner - 1], mostX),
                        py(series.lineY()[corner - 1], mostY),
                        px(series.lineX()[corner], mostX),
                        py(series.lineY()[corner], mostY),
                        color,
                        "4 3");
            }
        }
        for (int point = 0; point < series.x().length; point++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                    px(series.x()[point], mostX),
                    py(series.y()[point], mostY),
                    color));
        }
        double y = TOP - 42 + 16 * index;
        svg.append(String.format(
                Locale.ROOT, "<circle cx=\"%d\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", LEFT + 12, y - 4, color));
        text(LEFT + 22, y, "start", "normal", series.label());
    }

    private static double px(double x, double most) {
        return LEFT + PLOT_WIDTH * x / most;
    }

    private static double py(double y, double most) {
        return TOP + PLOT_HEIGHT * (1 - y / most);
    }

    /** The next 1, 2, 2.5 or 5 times a power of ten that five ticks divide evenly. */
    private static double rounded(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double factor : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10}) {
            if (factor * power >= most) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void line(double x1, double y1, double x2, double y2, String color, String dashes) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1,
                y1,
                x2,
                y2,
                color,
                dashes.isEmpty() ? "" : " stroke-width=\"1.5\" stroke-dasharray=\"" + dashes + "\""));
    }

    private void text(double x, double y, String anchor, String weight, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                weight,
                text));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
