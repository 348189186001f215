package dev.evenkeel.cli.option;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.cli.display.UsageException;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rules of an audit the user does not want to hear of. */
public final class SilenceOption {
    @Option(
            names = "--silence",
            paramLabel = "ID",
            description =
                    "A rule of the audit to leave out, as redundant-bias; may be said several times. 'audit --rules' "
                            + "lists them.")
    private List<String> ids = List.of();

    public Audit apply(Audit audit) {
        try {
            return audit.without(ids);
        } catch (EvenkeelException unknown) {
            throw new UsageException("--silence: " + unknown.getMessage());
        }
    }
}
