package dev.evenkeel.spark.parameter;

import dev.evenkeel.data.table.TableRecipe;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** The parameters of {@link HasNetworkParameters}, of one object. */
public final class NetworkParameters implements Serializable {
    private static final long serialVersionUID = 1L;

    final IntArrayParam hiddenLayers;
    final Param<String> normalization;
    final Param<String> activation;
    final DoubleParam dropout;
    final Param<String> inputs;
    final Param<String> network;

    public NetworkParameters(Params owner) {
        hiddenLayers = new IntArrayParam(
                owner, "hiddenLayers", "features of each hidden block of the built-in network, 1 or more", (Function1<
                                        int[], Object>
                                & Serializable)
                        layers -> Arrays.stream(layers).allMatch(features -> features >= 1));
        normalization = new Param<>(
                owner,
                "normalization",
                "normalization of the built-in network: batch, layer, group, rms or none",
                ParamValidators.inArray(List.of("batch", "layer", "group", "rms", "none")));
        activation = new Param<>(
                owner,
                "activation",
                "activation of the built-in network: relu, leaky-relu, gelu, silu, tanh or sigmoid",
                ParamValidators.inArray(List.of("relu", "leaky-relu", "gelu", "silu", "tanh", "sigmoid")));
        dropout = new DoubleParam(
                owner,
                "dropout",
                "share of hidden values that the built-in network sets to 0 in training",
                ParamValidators.inRange(0, 1, true, false));
        inputs = new Param<>(
                owner,
                "inputs",
                "what the built-in network does to its inputs first: clipped or standardized",
                ParamValidators.inArray(List.of("clipped", "standardized")));
        network = new Param<>(owner, "network", "a network of one's own instead, in YAML");
        owner.setDefault(
                hiddenLayers,
                TableRecipe.HIDDEN.stream().mapToInt(Integer::intValue).toArray());
        owner.setDefault(normalization, "batch");
        owner.setDefault(activation, "relu");
        owner.setDefault(inputs, "clipped");
    }
}
