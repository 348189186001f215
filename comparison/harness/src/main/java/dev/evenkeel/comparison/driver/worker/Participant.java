package dev.evenkeel.comparison.driver.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who takes part, and how its processes are started. */
public enum Participant {
    EVENKEEL("Evenkeel", "own", "own.Own"),
    EVENKEEL_17("Evenkeel on 17", "own", "own.Own"),
    EVENKEEL_OTHER("Evenkeel, other build", "own", "own.Own"),
    LIBTORCH("libtorch", "libtorch", "libtorch.LibTorch"),
    ONEDNN("oneDNN", "onednn", "onednn.OneDnn"),
    ONNX_RUNTIME("ONNX Runtime", "onnxruntime", "onnxruntime.OnnxRuntime"),
    DL4J("DL4J", "dl4j", "dl4j.Dl4j");

    /** glibc keeps what was freed, so that tensors do not come from the system anew each time. */
    private static final Map<String, String> KEEP_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "4294967296", "MALLOC_TRIM_THRESHOLD_", "17179869184");

    private final String title;
    private final String module;
    private final String mainClass;

    Participant(String title, String module, String mainClass) {
        this.title = title;
        this.module = module;
        this.mainClass = "dev.evenkeel.comparison." + mainClass;
    }

    public String title() {
        return title;
    }

    String module() {
        return module;
    }

    String mainClass() {
        return mainClass;
    }

    public boolean isOwn() {
        return this == EVENKEEL || this == EVENKEEL_17 || this == EVENKEEL_OTHER;
    }

    public int javaVersion() {
        return this == EVENKEEL_17 ? 17 : 25;
    }

    /** The Java virtual machine's options. */
    List<String> options() {
        return isOwn() ? List.of("--add-modules=jdk.incubator.vector") : List.of("--enable-native-access=ALL-UNNAMED");
    }

    /** The processes worth trying: with company, OpenMP's threads may sleep at once or spin for a while. */
    public List<Launch> launches(int threads) {
        if (isOwn() || this == ONNX_RUNTIME) {
            return List.of(new Launch("", Map.of()));
        }
        List<Launch> launches = new ArrayList<>();
        launches.add(launch(threads, "", Map.of("OMP_WAIT_POLICY", "PASSIVE")));
        if (threads > 1 && this != DL4J) {
            launches.add(launch(threads, "spinning", Map.of()));
        }
        return launches;
    }

    private static Launch launch(int threads, String label, Map<String, String> policy) {
        Map<String, String> environment = new TreeMap<>(KEEP_MEMORY);
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        environment.putAll(policy);
        return new Launch(label, environment);
    }

    /**
     * A process.
     *
     * @param label what tells it from the same participant's others; empty for the first
     * @param environment variables to set
     */
    public record Launch(String label, Map<String, String> environment) {
        /** With memory as most people have it. */
        public Launch withoutMemoryTuning() {
            Map<String, String> plain = new TreeMap<>(environment);
            plain.keySet().removeAll(KEEP_MEMORY.keySet());
            return new Launch(label, plain);
        }
    }
}
