package dev.evenkeel.spark.training;

import dev.evenkeel.worker.Workers;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Words that workers tell each other. */
final class SharedWords {
    private SharedWords() {}

    /** All words of all workers. */
    static SortedSet<String> union(Collection<String> mine, Workers workers) {
        double[] written =
                new double[mine.stream().mapToInt(word -> 1 + word.length()).sum()];
        int at = 0;
        for (String word : mine) {
            written[at++] = word.length();
            for (int index = 0; index < word.length(); index++) {
                written[at++] = word.charAt(index);
            }
        }
        SortedSet<String> all = new TreeSet<>();
        for (double[] words : workers.gatherEach(written)) {
            for (int from = 0; from < words.length; from += 1 + (int) words[from]) {
                StringBuilder word = new StringBuilder();
                for (int index = 1; index <= (int) words[from]; index++) {
                    word.append((char) words[from + index]);
                }
                all.add(word.toString());
            }
        }
        return all;
    }
}
