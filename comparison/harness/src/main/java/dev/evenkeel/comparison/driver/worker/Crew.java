package dev.evenkeel.comparison.driver.worker;

import dev.evenkeel.comparison.driver.worker.Participant.Launch;
import dev.evenkeel.comparison.driver.worker.WorkerProcess.FailedException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes of one fork and one number of threads. Native contenders live as long as the fork; Evenkeel gets a fresh
 * virtual machine for each group of rows, so that no row runs on code that another row's profile shaped.
 */
public final class Crew implements AutoCloseable {
    private final Installation installation;
    private final int threads;
    private final Map<Participant, Jdk> jdks = new EnumMap<>(Participant.class);
    private final Map<String, WorkerProcess> processes = new LinkedHashMap<>();

    public Crew(Installation installation, int threads) {
        this.installation = installation;
        this.threads = threads;
        for (Participant participant : Participant.values()) {
            jdk(participant).ifPresent(jdk -> jdks.put(participant, jdk));
        }
    }

    /** The JDK that a participant runs on; where there is no 25, the one that runs this. Empty if there is no 17. */
    static Optional<Jdk> jdk(Participant participant) {
        Optional<Jdk> found = Jdk.find(participant.javaVersion());
        return participant == Participant.EVENKEEL_17 ? found : Optional.of(found.orElseGet(Jdk::running));
    }

    public boolean has(Participant participant) {
        return jdks.containsKey(participant);
    }

    /** The process of a participant, started if it does not run. */
    public WorkerProcess process(Participant participant, Launch launch) throws FailedException {
        String key = participant + " " + launch.label();
        WorkerProcess running = processes.get(key);
        if (running == null) {
            running = start(participant, launch, List.of(), List.of(Integer.toString(threads)));
            processes.put(key, running);
        }
        return running;
    }

    /** A process of its own, which the caller closes, with some options of the virtual machine. */
    public WorkerProcess start(Participant participant, Launch launch, List<String> options, List<String> arguments)
            throws FailedException {
        Jdk jdk = jdks.get(participant);
        if (jdk == null) {
            throw new FailedException("there is no JDK " + participant.javaVersion());
        }
        try {
            return new WorkerProcess(
                    installation.command(participant, jdk, options, arguments),
                    launch.environment(),
                    installation.log(participant));
        } catch (IOException problem) {
            throw new FailedException(String.valueOf(problem.getMessage()));
        }
    }

    /** Ends a process that must not be used any more. */
    public void end(Participant participant, Launch launch) {
        WorkerProcess process = processes.remove(participant + " " + launch.label());
        if (process != null) {
            process.close();
        }
    }

    /** Ends Evenkeel's processes. */
    public void endOwn() {
        Stream.of(Participant.values())
                .filter(Participant::isOwn)
                .forEach(participant -> participant.launches(threads).forEach(launch -> end(participant, launch)));
    }

    @Override
    public void close() {
        processes.values().forEach(WorkerProcess::close);
        processes.clear();
    }
}
