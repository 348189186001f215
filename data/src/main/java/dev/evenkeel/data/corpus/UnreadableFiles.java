package dev.evenkeel.data.corpus;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.RowProblem;
import java.util.Optional;
import java.util.function.Consumer;

/** What becomes of files that cannot be read. */
@FunctionalInterface
public interface UnreadableFiles {
    /** The first is an error. */
    UnreadableFiles REFUSED = (problem, reason) -> {
        throw reason;
    };

    /** @param reason why it cannot be read */
    void met(RowProblem problem, EvenkeelException reason);

    /** They are left out, and {@code left} is told; refused, if there is none to tell. */
    static UnreadableFiles told(Optional<Consumer<? super RowProblem>> left) {
        return left.<UnreadableFiles>map(told -> (problem, reason) -> told.accept(problem))
                .orElse(REFUSED);
    }

    /** What a message that begins with the place says of it, as {@code it is cut short} or {@code line 3 is no text}. */
    static RowProblem problem(int file, String place, EvenkeelException reason) {
        String message = String.valueOf(reason.getMessage());
        String said = message;
        if (message.startsWith(place + " ")) {
            String rest = message.substring(place.length() + 1);
            said = rest.startsWith("line ") ? rest : "it " + rest;
        }
        return new RowProblem(file, place, Optional.empty(), Optional.empty(), said);
    }
}
