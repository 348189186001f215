package dev.evenkeel.formats.weights.known;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.tensor.Shape;
import java.util.regex.Pattern;

/** PyTorch's {@code nn.LSTM} and {@code nn.GRU} of one or several layers, {@code [positions, channels]} to their last states. */
final class TorchRecurrent implements KnownFamily {
    private static final String FIRST = "weight_hh_l0";
    private static final Pattern PART = Pattern.compile("((weight|bias)_(ih|hh)|weight_hr)_l\\d+(_reverse)?");

    @Override
    public String title() {
        return "PyTorch's nn.LSTM and nn.GRU";
    }

    @Override
    public boolean knows(FileShapes file) {
        return file.before(FIRST)
                .filter(start -> file.names().stream()
                        .allMatch(name -> name.startsWith(start)
                                && PART.matcher(name.substring(start.length())).matches()))
                .isPresent();
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        String start = file.before(FIRST).orElseThrow();
        if (file.has(start + "weight_hr_l0")) {
            throw new EvenkeelException("tensor '" + start
                    + "weight_hr_l0' projects the states of an LSTM, as proj_size does, and layers here have no such"
                    + " projection: train it without proj_size");
        }
        int hidden = file.extent(start + FIRST, 1);
        int rows = file.extent(start + FIRST, 0);
        int channels = file.extent(start + "weight_ih_l0", 1);
        if (rows != 3 * hidden && rows != 4 * hidden) {
            throw new EvenkeelException(
                    "tensor '" + start + FIRST + "' needs 4 rows for each state of an LSTM or 3 of a GRU," + " but is ["
                            + rows + ", " + hidden + "]");
        }
        Recurrent.Direction direction =
                file.has(start + FIRST + "_reverse") ? Recurrent.Direction.BIDIRECTIONAL : Recurrent.Direction.FORWARD;
        boolean lstm = rows == 4 * hidden;
        Recurrent layer =
                lstm ? Lstm.of(hidden).direction(direction) : Gru.of(hidden).direction(direction);
        KnownBuilder builder = new KnownBuilder(file, settings, Shape.of(settings.neededPositions(), channels));
        int layers = 0;
        while (file.has(start + "weight_hh_l" + layers)) {
            builder.add(start + layers, layer);
            layers++;
        }
        return builder.described(
                (lstm ? "an LSTM" : "a GRU") + " of " + layers + (layers == 1 ? " layer, " : " layers, ") + hidden
                        + " states" + (direction == Recurrent.Direction.FORWARD ? "" : " in both directions"));
    }
}
