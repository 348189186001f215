package dev.evenkeel.formats.onnx.graph;

import dev.evenkeel.model.Model;
import java.util.List;

/**
 * What an ONNX file became.
 *
 * @param model of its network; channels last, whatever the file has
 * @param input where the file's input meets the network's
 * @param output where the file's output meets the network's
 * @param batchStatistics the layers that the file normalises by the statistics of each batch: it was exported in training
 *     mode, or means to train. The model has their running statistics instead
 * @param remarks what a reader should know, in sentences
 */
public record Imported(Model model, Port input, Port output, List<String> batchStatistics, List<String> remarks) {
    public Imported {
        batchStatistics = List.copyOf(batchStatistics);
        remarks = List.copyOf(remarks);
    }

    public Imported with(List<String> others) {
        return new Imported(model, input, output, batchStatistics, others);
    }
}
