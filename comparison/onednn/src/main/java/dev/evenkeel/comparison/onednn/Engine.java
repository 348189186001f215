package dev.evenkeel.comparison.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/** The processor as oneDNN sees it, and memory on it. */
final class Engine {
    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream work = new stream(cpu);

    engine cpu() {
        return cpu;
    }

    stream stream() {
        return work;
    }

    /** The layout with as many channels together as a register of this processor holds; others have slow loops. */
    static format_tag blocked() {
        int avx512 = dnnl.dnnl_cpu_isa_avx512_core;
        return (dnnl.dnnl_get_effective_cpu_isa() & avx512) == avx512 ? format_tag.nChw16c : format_tag.nChw8c;
    }

    static memory.desc desc(format_tag layout, long... extents) {
        return new memory.desc(extents, data_type.f32, layout);
    }

    memory empty(memory.desc layout) {
        return new memory(layout, cpu);
    }

    /** Memory of the wanted description with values that come in a plain layout. */
    memory of(float[] values, memory.desc plain, memory.desc wanted) {
        memory source = empty(plain);
        new FloatPointer(source.get_data_handle()).put(values, 0, values.length);
        return reordered(source, wanted);
    }

    float[] read(memory from, memory.desc plain, int length) {
        memory target = reordered(from, plain);
        float[] values = new float[length];
        new FloatPointer(target.get_data_handle()).get(values, 0, length);
        return values;
    }

    private memory reordered(memory from, memory.desc wanted) {
        memory to = empty(wanted);
        new reorder(from, to).execute(work, from, to);
        work._wait();
        return to;
    }
}
