package dev.evenkeel.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reports to look at. */
final class SampleReports {
    /** What would end an element, begin one, or run, were it not escaped. */
    static final String HOSTILE = "</script><!-- <script>alert('\"&amp;\u2028')</script>";

    private SampleReports() {}

    /** A block of every kind, with missing values and names that try to break out. */
    static Report everything() {
        List<Double> steps = numbers(IntStream.range(0, 30).mapToDouble(step -> step * 10));
        Block.Lines losses = new Block.Lines(
                "Loss",
                Block.Axis.linear("step"),
                Block.Axis.logarithmic("loss"),
                List.of(
                        new Block.Series("training", steps, values(steps, step -> Math.exp(-step / 60) + 0.02)),
                        new Block.Series(
                                "validation",
                                steps,
                                values(steps, step -> step == 150 ? Double.NaN : Math.exp(-step / 90) + 0.05))));
        Block.Bands inputs = new Block.Bands(
                "Inputs of the last layer",
                Block.Axis.linear("step"),
                Block.Axis.linear("15, 50 and 85 % of the values"),
                List.of(
                        new Block.Band(
                                "with normalization",
                                steps,
                                values(steps, step -> -1.0),
                                values(steps, step -> 0.05 * Math.sin(step / 20)),
                                values(steps, step -> step == 100 ? Double.NaN : 1.0)),
                        new Block.Band(
                                "without",
                                steps,
                                values(steps, step -> step / 90 - 1.5),
                                values(steps, step -> step / 70),
                                values(steps, step -> step / 50 + 1.5))));
        Block.Bars bars = new Block.Bars(
                "Accuracy by normalization",
                Block.Axis.linear("test accuracy"),
                List.of(
                        new Block.Bar("none", 0.93, 0.91, 0.94),
                        new Block.Bar("batch", 0.954, 0.95, 0.957),
                        new Block.Bar("layer", Double.NaN, Double.NaN, Double.NaN),
                        new Block.Bar(HOSTILE, 0.95, 0.94, 0.96)));
        Block.HeatMap map = new Block.HeatMap(
                "Classes: a row for each actual one, a column for each predicted one",
                List.of("cat", "dog", HOSTILE),
                List.of("cat", "dog", HOSTILE),
                List.of(List.of(90.0, 8.0, 2.0), List.of(5.0, 95.0, 0.0), List.of(Double.NaN, 40.0, 60.0)));
        return new Report(
                "A report of everything " + HOSTILE,
                List.of("Batch normalization was better by 0.02 (0.01 to 0.03 over 5 seeds).", "The rest follows."),
                List.of(
                        new Report.Section("Curves", List.of(new Block.Text("Lines and bands."), losses, inputs)),
                        new Report.Section(
                                "Comparison",
                                List.of(
                                        bars,
                                        map,
                                        new Block.Table(
                                                "Layers",
                                                List.of("layer", "kind", "parameters"),
                                                List.of(
                                                        List.of("0", "linear", "200,960"),
                                                        List.of("1", HOSTILE, "1,024")))))),
                List.of(new Report.Fact("command", "evenkeel train --data digits"), new Report.Fact("note", HOSTILE)));
    }

    /** Bands and bars where drawing is easily wrong: below 0, on logarithmic axes, with gaps, alone, alike and many. */
    static Report shapes() {
        Block.Axis step = Block.Axis.linear("step");
        List<Double> steps = numbers(IntStream.rangeClosed(1, 9).mapToDouble(at -> at));
        Block.Axis linear = Block.Axis.linear("value");
        Block.Axis logarithmic = Block.Axis.logarithmic("value");
        List<Block> bands = List.of(
                new Block.Bands("below 0", step, linear, List.of(constant(steps, -2, -1.5, -1))),
                new Block.Bands("around 0", step, linear, List.of(constant(steps, -1, 0, 1))),
                new Block.Bands("logarithmic", step, logarithmic, List.of(constant(steps, 1e-40, 1e-20, 1))),
                new Block.Bands(
                        "bounds that a logarithmic axis cannot show",
                        step,
                        logarithmic,
                        List.of(constant(steps, -1, 1, 100), constant(steps, 0.01, 0.1, 1))),
                new Block.Bands(
                        "with a gap",
                        step,
                        linear,
                        List.of(new Block.Band(
                                "band",
                                steps,
                                values(steps, at -> at == 5 ? Double.NaN : -at),
                                values(steps, at -> 0),
                                values(steps, at -> at)))),
                new Block.Bands(
                        "of one point and of other steps",
                        step,
                        linear,
                        List.of(
                                constant(List.of(4.0), 1, 2, 4),
                                constant(numbers(IntStream.range(3, 6).mapToDouble(at -> 2 * at)), 2, 3, 5))));
        List<Block> bars = List.of(
                bars("up and down", linear, 0.5, -0.25, 0.75),
                bars("alike", linear, 0.972, 0.975, 0.978),
                bars("logarithmic", logarithmic, 1e-30, 1e-6, 10),
                bars(
                        "many",
                        linear,
                        IntStream.range(0, 60).mapToDouble(at -> 5 + at % 4).toArray()));
        Block.HeatMap map = new Block.HeatMap(
                "Accuracy",
                Stream.of("2^-8", "2^-6", "2^-4", "2^-2", "2^0", "2^2").toList(),
                List.of("none", "batch", "layer"),
                List.of(
                        List.of(0.146, 0.4, 0.402, 0.162, 0.0, 0.0),
                        List.of(0.11, 0.306, 0.714, 0.862, 0.854, 0.34),
                        List.of(0.314, 0.608, 0.616, 0.18, 0.096, 0.096)));
        return new Report(
                "Shapes",
                List.of("What is hard to draw."),
                List.of(
                        new Report.Section("Bands", bands),
                        new Report.Section("Bars", bars),
                        new Report.Section("Heat", List.of(map))),
                List.of());
    }

    private static Block.Band constant(List<Double> steps, double lower, double middle, double upper) {
        return new Block.Band(
                "from " + Numeral.shown(lower) + " to " + Numeral.shown(upper),
                steps,
                values(steps, at -> lower),
                values(steps, at -> middle),
                values(steps, at -> upper));
    }

    private static Block.Bars bars(String title, Block.Axis axis, double... values) {
        return new Block.Bars(
                title,
                axis,
                DoubleStream.of(values)
                        .mapToObj(value -> new Block.Bar(
                                "norm=batch, value=" + Numeral.shown(value), value, value * 0.9, value * 1.1))
                        .toList());
    }

    /** Losses and accuracies of many runs. */
    static Report runs(int runs, int epochs) {
        List<Double> steps = numbers(IntStream.rangeClosed(1, epochs).mapToDouble(epoch -> epoch));
        List<Block> charts = new ArrayList<>();
        for (String name : List.of("loss", "accuracy")) {
            List<Block.Series> series = IntStream.range(0, runs)
                    .mapToObj(run -> new Block.Series(
                            "run " + run,
                            steps,
                            values(steps, epoch -> Math.exp(-epoch / (10 + run % 17)) + 0.01 * Math.sin(run * epoch))))
                    .toList();
            charts.add(new Block.Lines(name, Block.Axis.linear("epoch"), Block.Axis.linear(name), series));
        }
        charts.add(new Block.Bars(
                "Best of each run",
                Block.Axis.linear("accuracy"),
                IntStream.range(0, runs)
                        .mapToObj(run -> new Block.Bar("run " + run, 0.9 + run * 1e-4, 0.89, 0.94))
                        .toList()));
        List<String> columns = List.of("run", "rate", "loss", "accuracy");
        charts.add(new Block.Table(
                "Runs",
                columns,
                Stream.iterate(0, run -> run < runs, run -> run + 1)
                        .map(run -> List.of("run " + run, "0.1", Numeral.shown(0.1 / (run + 1)), "0.95"))
                        .toList()));
        return new Report(
                runs + " runs",
                List.of("Two hundred runs beside each other."),
                List.of(new Report.Section("Runs", charts)),
                List.of(new Report.Fact("command", "evenkeel compare")));
    }

    private static List<Double> numbers(DoubleStream values) {
        return values.boxed().toList();
    }

    private static List<Double> values(List<Double> x, java.util.function.DoubleUnaryOperator function) {
        return numbers(x.stream().mapToDouble(Double::doubleValue).map(function));
    }
}
