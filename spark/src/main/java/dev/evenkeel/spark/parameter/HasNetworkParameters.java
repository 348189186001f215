package dev.evenkeel.spark.parameter;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Which network is trained.
 *
 * @param <T> what a setter returns: the object itself
 */
public interface HasNetworkParameters<T> extends Params {
    /** The parameters themselves. */
    NetworkParameters networkParameters();

    /** Features of each hidden block of the built-in network; 256 and 128 by default. */
    default IntArrayParam hiddenLayers() {
        return networkParameters().hiddenLayers;
    }

    default int[] getHiddenLayers() {
        return getOrDefault(hiddenLayers()).clone();
    }

    /** As {@link #hiddenLayers()}. */
    default T setHiddenLayers(int... value) {
        set(hiddenLayers(), value);
        return self();
    }

    /**
     * Normalization of the built-in network: {@code batch} (the default), {@code layer}, {@code group}, {@code rms} or {@code none}.
     */
    default Param<String> normalization() {
        return networkParameters().normalization;
    }

    default String getNormalization() {
        return getOrDefault(normalization());
    }

    /** As {@link #normalization()}. */
    default T setNormalization(String value) {
        set(normalization(), value);
        return self();
    }

    /**
     * Activation of the built-in network: {@code relu} (the default), {@code leaky-relu}, {@code gelu}, {@code silu}, {@code tanh} or {@code sigmoid}.
     */
    default Param<String> activation() {
        return networkParameters().activation;
    }

    default String getActivation() {
        return getOrDefault(activation());
    }

    /** As {@link #activation()}. */
    default T setActivation(String value) {
        set(activation(), value);
        return self();
    }

    /**
     * Share of hidden values that the built-in network sets to 0 in training, 0 or more and below 1; by default 0.3 for classes, 0.1 for numbers of fewer than
     * 10,000 rows, else 0.
     */
    default DoubleParam dropout() {
        return networkParameters().dropout;
    }

    /** As {@link #dropout()}. */
    default T setDropout(double value) {
        set(dropout(), value);
        return self();
    }

    /**
     * What the built-in network does to its inputs first: {@code clipped} (median and quartiles, then a smooth clip; the default) or
     * {@code standardized} (mean and deviation).
     */
    default Param<String> inputs() {
        return networkParameters().inputs;
    }

    default String getInputs() {
        return getOrDefault(inputs());
    }

    /** As {@link #inputs()}. */
    default T setInputs(String value) {
        set(inputs(), value);
        return self();
    }

    /** A network of one's own instead, as a text in YAML; the parameters above are of the built-in one alone. */
    default Param<String> network() {
        return networkParameters().network;
    }

    /** As {@link #network()}. */
    default T setNetwork(String value) {
        set(network(), value);
        return self();
    }

    /** This object, as its setters return it. */
    T self();
}
