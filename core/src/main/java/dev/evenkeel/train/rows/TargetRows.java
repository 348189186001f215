package dev.evenkeel.train.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;

/**
 * How the targets of a batch lie beside its rows of outputs: the one place where losses and metrics read them.
 *
 * @param encoding what a row's target is
 * @param size how many floats a row's target takes
 */
public record TargetRows(Encoding encoding, int size) {
    public enum Encoding {
        /** The index of one of as many classes as there are outputs. */
        INDEX,
        /** 0 or 1, beside a single output. */
        BINARY,
        /** One number per output. */
        VALUES
    }

    /** One class per row: its index, or a probability for each. */
    public static TargetRows classes(String who, Shape output, Target target) {
        if (target instanceof Target.Classes classes) {
            if (output.size() != classes.count() || output.channels() != classes.count()) {
                throw misfit(
                        who,
                        "needs " + classes.count() + " outputs, one per class",
                        output,
                        "End the network with linear(" + classes.count() + ")");
            }
            return requireSeveral(who, output, new TargetRows(Encoding.INDEX, 1));
        }
        if (target.size() == output.size()) {
            if (output.channels() < 2) {
                throw misfit(
                        who,
                        "needs two classes or more, but the target is 1 number",
                        output,
                        "Use meanSquaredError() for numbers, or binaryCrossEntropy() for labels of 0 and 1");
            }
            return new TargetRows(Encoding.VALUES, output.channels());
        }
        if (output.positions() > 1 && target.size() == output.positions()) {
            return requireSeveral(who, output, new TargetRows(Encoding.INDEX, 1));
        }
        throw misfit(
                who,
                "needs a class, or a probability per output, but the target is " + target.size() + " values",
                output,
                "Declare classes with Target.classes(n), or use meanSquaredError() for numbers");
    }

    /** Independent labels, each with an output: one of two classes, or a number from 0 to 1 per label. */
    public static TargetRows labels(String who, Shape output, Target target) {
        if (target instanceof Target.Classes classes) {
            if (classes.count() != 2 || output.size() != 1) {
                throw misfit(
                        who,
                        "needs two classes and one output, or values per label, but the target is " + classes.count()
                                + " classes",
                        output,
                        classes.count() == 2 ? "End the network with linear(1)" : "Use crossEntropy()");
            }
            return new TargetRows(Encoding.BINARY, 1);
        }
        return perOutput(who, output, target);
    }

    /** One number per output. */
    public static TargetRows values(String who, Shape output, Target target) {
        if (target instanceof Target.Classes classes) {
            throw misfit(
                    who,
                    "needs values, but the target is one of " + classes.count() + " classes",
                    output,
                    "Use crossEntropy() or accuracy() for classes");
        }
        return perOutput(who, output, target);
    }

    private static TargetRows perOutput(String who, Shape output, Target target) {
        if (target.size() != output.size()) {
            throw misfit(
                    who,
                    "needs as many outputs as the target has values, " + target.size(),
                    output,
                    "End the network with linear(" + target.size() + ")");
        }
        return new TargetRows(Encoding.VALUES, output.channels());
    }

    private static TargetRows requireSeveral(String who, Shape output, TargetRows rows) {
        if (output.channels() < 2) {
            throw misfit(who, "needs two classes or more", output, "Use binaryCrossEntropy() with one output");
        }
        return rows;
    }

    private static EvenkeelException misfit(String who, String needed, Shape output, String remedy) {
        return new EvenkeelException(who + " " + needed + "; the network's output is " + output + ". " + remedy);
    }

    /** The class stored at {@code at}. @throws EvenkeelException if it is not one of {@code count} */
    public static int classAt(String who, float[] targets, int at, int count) {
        float value = targets[at];
        int index = (int) value;
        if (index != value || index < 0 || index >= count) {
            throw new EvenkeelException(who + " needs classes from 0 to " + (count - 1) + ", but got " + value
                    + ". Number the classes from 0 without gaps");
        }
        return index;
    }

    /** The probability stored at {@code at}. @throws EvenkeelException if it is not in {@code [0, 1]} */
    public static float probabilityAt(String who, float[] targets, int at) {
        float value = targets[at];
        if (!(value >= 0 && value <= 1)) {
            throw new EvenkeelException(who + " needs targets from 0 to 1, but got " + value
                    + ". Use meanSquaredError() for other numbers");
        }
        return value;
    }
}
