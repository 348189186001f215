package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.network.SampleCounts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is converted where a framework's file is loaded into a network.
 *
 * @param conventions what the framework means by its batch normalization
 * @param tensors each tensor, in the network's order
 * @param sampleCounts what the file says to stand behind each layer's running statistics, by the layer's name
 * @param differences where the network's batch normalizations are set otherwise than the framework's defaults, in words
 * @param remarks what was read otherwise than the network or the file says, in words
 */
public record ConversionReport(
        Conventions conventions,
        List<Conversion> tensors,
        Map<String, SampleCounts> sampleCounts,
        List<String> differences,
        List<String> remarks) {
    public ConversionReport {
        tensors = List.copyOf(tensors);
        sampleCounts = Collections.unmodifiableMap(new LinkedHashMap<>(sampleCounts));
        differences = List.copyOf(differences);
        remarks = List.copyOf(remarks);
    }

    ConversionReport with(List<String> others) {
        return new ConversionReport(conventions, tensors, sampleCounts, differences, others);
    }

    /** One line for the conventions, for each tensor, for each layer with statistics, each difference and each remark. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(conventions.toString()).append('\n');
        tensors.forEach(tensor -> text.append(tensor).append('\n'));
        sampleCounts.forEach((layer, behind) ->
                text.append(layer).append(": ").append(behind).append('\n'));
        differences.forEach(difference -> text.append(difference).append('\n'));
        remarks.forEach(remark -> text.append(remark).append('\n'));
        return text.toString();
    }
}
