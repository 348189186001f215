package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;
import java.util.List;

/** A tensor of a request. Its data have exactly as many elements as its shape says. */
public record InputTensor(String name, Datatype datatype, List<Long> shape, JsonObject parameters, TensorData data) {}
