package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which tensors of a file are read, and what they are called.
 *
 * @param leftOut patterns of whole names, as the file has them, of tensors that are not looked at
 * @param renamings one after the other
 * @param matching how the layers of the file find those of the network
 */
public record Naming(List<Pattern> leftOut, List<Renaming> renamings, Matching matching) {
    /** Every tensor, under its own name. */
    public static final Naming PLAIN = new Naming(List.of(), List.of(), Matching.BY_NAME);

    /** How the layers of a file find those of a network. */
    public enum Matching {
        BY_NAME,
        BY_ORDER
    }

    public Naming {
        leftOut = List.copyOf(leftOut);
        renamings = List.copyOf(renamings);
    }

    public Naming with(Matching other) {
        return new Naming(leftOut, renamings, other);
    }

    public Naming with(Renaming renaming) {
        List<Renaming> more = new ArrayList<>(renamings);
        more.add(renaming);
        return new Naming(leftOut, more, matching);
    }

    /** @throws EvenkeelException if the pattern is no regular expression */
    public Naming without(String pattern) {
        List<Pattern> more = new ArrayList<>(leftOut);
        try {
            more.add(Pattern.compile(pattern));
        } catch (PatternSyntaxException wrong) {
            throw new EvenkeelException(
                    "'" + pattern + "', whose tensors are to be left out, needs to be a regular expression: "
                            + wrong.getDescription(),
                    wrong);
        }
        return new Naming(more, renamings, matching);
    }

    boolean leavesOut(String name) {
        return leftOut.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}
