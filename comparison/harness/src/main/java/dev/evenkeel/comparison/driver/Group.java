package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.Task;
import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are measured together: in each round every contender has its turn in every row.
 *
 * @param title as the report says
 * @param tasks the rows
 * @param peers with whom Evenkeel is compared
 * @param threads the numbers of threads it makes sense with
 */
record Group(String title, List<Task> tasks, List<Participant> peers, List<Integer> threads) {
    /** Evenkeel on both JDKs and its other build, then its peers. */
    List<Participant> participants() {
        List<Participant> all =
                new ArrayList<>(List.of(Participant.EVENKEEL, Participant.EVENKEEL_17, Participant.EVENKEEL_OTHER));
        all.addAll(peers);
        return all;
    }

    /** A guess of the time it takes, in the time of one contender in one row. */
    double weight(int threadCount) {
        double own = 2.0 * tasks.size();
        double others = peers.stream()
                .mapToDouble(peer -> peer == Participant.DL4J
                        ? 4.0
                        : peer.launches(threadCount).size())
                .sum();
        return own + tasks.size() * others;
    }

    /** Only the rows that were asked for. */
    Group only(Options options) {
        return new Group(
                title,
                tasks.stream().filter(task -> options.wants(task.toString())).toList(),
                peers,
                threads.stream().filter(options.threads()::contains).toList());
    }
}
