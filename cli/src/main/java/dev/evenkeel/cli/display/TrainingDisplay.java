package dev.evenkeel.cli.display;

import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.util.Locale;

/** Shows how training goes on. */
public interface TrainingDisplay extends AutoCloseable {
    void step(Progress progress);

    void epoch(EpochReport report, int epochs);

    /** A step was observed. */
    void watched(AttentionLines lines);

    @Override
    void close();

    static TrainingDisplay of(Console console, int trainingExamples) {
        Speed speed = new Speed(trainingExamples);
        return console.display() == Console.Display.LIVE
                ? new BarDisplay(console.screen(), speed)
                : new LineDisplay(console.err(), speed);
    }

    /** As {@code loss 0.1234, accuracy 0.9612, validation accuracy 0.95}. */
    static String measures(EpochReport report) {
        StringBuilder text = new StringBuilder(measures(report.loss(), report.accuracy()));
        report.validation()
                .forEach((name, value) -> text.append(", validation ")
                        .append(Figures.spelled(name))
                        .append(' ')
                        .append(Figures.shown(value)));
        return text.toString();
    }

    static String measures(double loss, double accuracy) {
        String text = "loss " + Figures.shown(loss);
        return Double.isNaN(accuracy) ? text : text + String.format(Locale.ROOT, ", accuracy %.4f", accuracy);
    }
}
