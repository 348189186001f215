package dev.evenkeel.comparison.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** A primitive, created once, with its arguments. */
final class Operation implements Runnable {
    private final Engine engine;
    private final primitive computation;
    private final IntMemoryMap arguments = new IntMemoryMap();
    /** Kept, so that the collector does not take what native code still uses. */
    private final Map<Integer, memory> kept = new LinkedHashMap<>();

    Operation(Engine engine, primitive computation) {
        this.engine = engine;
        this.computation = computation;
    }

    Operation with(int argument, memory value) {
        arguments.put(argument, value);
        kept.put(argument, value);
        return this;
    }

    memory argument(int argument) {
        memory found = kept.get(argument);
        if (found == null) {
            throw new IllegalStateException("The primitive has no argument " + argument);
        }
        return found;
    }

    @Override
    public void run() {
        computation.execute(engine.stream(), arguments);
        engine.stream()._wait();
    }
}
