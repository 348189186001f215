package dev.evenkeel.serve.protocol;

import java.util.List;

/** A tensor of an answer. */
public record OutputTensor(String name, Datatype datatype, List<Long> shape, TensorData data) {}
