package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.*;

import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small network for each layer and setting that can be exported, by what is special about it. */
final class LayerNetworks {
    private static final Shape FEATURES = Shape.of(6);
    private static final Shape SEQUENCE = Shape.of(5, 6);
    private static final Shape SIGNAL = Shape.of(9, 4);
    private static final Shape IMAGE = Shape.of(8, 6, 4);
    private static final Shape VOLUME = Shape.of(4, 6, 5, 2);

    private LayerNetworks() {}

    static Map<String, Network> all() {
        Map<String, Network> networks = new LinkedHashMap<>();
        put(networks, "linear", FEATURES, linear(4));
        put(networks, "linear without bias", FEATURES, linear(4).withoutBias());
        put(
                networks,
                "linear on a sequence",
                SEQUENCE,
                linear(4),
                relu(),
                linear(3).withoutBias());
        put(networks, "linear on positions", IMAGE, conv(3, 3), linear(5), relu(), conv(2, 1));
        put(networks, "relu", FEATURES, linear(4), relu());
        put(networks, "leakyRelu", FEATURES, linear(4), leakyRelu(0.2));
        put(networks, "gelu", FEATURES, linear(4), gelu());
        put(networks, "geluTanh", FEATURES, geluTanh(), linear(4));
        put(networks, "silu", FEATURES, linear(4), silu());
        put(networks, "sigmoid", FEATURES, linear(4), sigmoid());
        put(networks, "tanh", FEATURES, tanh());
        put(networks, "softmax", FEATURES, linear(4), softmax());
        put(networks, "softmax on positions", IMAGE, conv(3, 3), softmax());
        put(networks, "softmax on a sequence", SEQUENCE, softmax());
        put(networks, "dropout alone", FEATURES, dropout(0.5));
        put(networks, "dropout", FEATURES, linear(4), dropout(0.5), linear(3), dropout(0.1));
        put(networks, "flatten", SEQUENCE, flatten(), linear(4));
        put(networks, "flatten of channels first", IMAGE, conv(3, 3), flatten(), linear(4));
        put(networks, "flatten at the end", IMAGE, conv(3, 3), relu(), flatten());
        put(networks, "relu behind a flatten", IMAGE, conv(3, 3), flatten(), relu(), linear(3));
        put(networks, "batchNorm behind a flatten", IMAGE, maxPool(2), flatten(), batchNorm(), relu(), linear(4));
        put(networks, "layerNorm behind a flatten", IMAGE, maxPool(2), flatten(), layerNorm(), linear(4));
        put(networks, "groupNorm behind a flatten", IMAGE, maxPool(2), flatten(), groupNorm(4), linear(4));
        put(networks, "standardize", FEATURES, standardize(), linear(4));
        put(networks, "standardize robustly", FEATURES, standardize().robust(), smoothClip(3), linear(4));
        put(
                networks,
                "standardize and clip images",
                IMAGE,
                standardize(),
                smoothClip(0.5),
                conv(3, 3).padding(1));
        put(networks, "standardize images", IMAGE, standardize(), conv(3, 3).padding(1), relu());
        put(networks, "standardize as a whole", IMAGE, standardize(InputStandardization.Scope.WHOLE), conv(3, 3));
        put(networks, "standardize and flatten", IMAGE, standardize(), flatten(), linear(4));
        put(networks, "residual", FEATURES, residual(linear(6), batchNorm(), relu()), relu());
        put(networks, "residual of positions", IMAGE, residual(conv(4, 3).padding(1)), residual(layerNorm()), relu());
        put(networks, "batchNorm", FEATURES, batchNorm());
        put(
                networks,
                "batchNorm on a sequence",
                SEQUENCE,
                batchNorm(),
                linear(3),
                batchNorm().epsilon(1e-3f));
        put(
                networks,
                "batchNorm without affine",
                IMAGE,
                conv(3, 3),
                relu(),
                batchNorm().withoutAffine(),
                relu());
        partlyAffine().forEach((what, norm) -> put(networks, what, IMAGE, conv(6, 3), norm, relu(), conv(2, 1)));
        put(
                networks,
                "rmsNorm without scale behind a linear",
                FEATURES,
                linear(4),
                rmsNorm().withoutScale(),
                linear(2));
        put(networks, "batchRenorm", FEATURES, linear(4), relu(), batchRenorm(), linear(3), batchRenorm());
        put(networks, "layerNorm", FEATURES, layerNorm());
        put(networks, "layerNorm on a sequence", SEQUENCE, linear(4), layerNorm(), linear(3), layerNorm());
        put(networks, "layerNorm on positions", IMAGE, conv(5, 3), layerNorm().epsilon(1e-3f), relu(), conv(3, 1));
        put(networks, "layerNorm over all axes", IMAGE, conv(5, 3), layerNorm().overAllAxes(), relu());
        put(networks, "layerNorm over all of a sequence", SEQUENCE, layerNorm().overAllAxes());
        put(
                networks,
                "layerNorm without affine",
                IMAGE,
                layerNorm().withoutAffine(),
                layerNorm().overAllAxes().withoutAffine());
        put(networks, "groupNorm", IMAGE, conv(6, 3), groupNorm(3), relu());
        put(
                networks,
                "groupNorm without affine",
                IMAGE,
                conv(6, 3),
                groupNorm(2).withoutAffine(),
                conv(2, 1));
        put(networks, "groupNorm on features", FEATURES, groupNorm(2));
        put(networks, "groupNorm on a sequence", SEQUENCE, groupNorm(3), linear(2));
        put(networks, "instanceNorm", IMAGE, conv(3, 3), instanceNorm());
        put(
                networks,
                "instanceNorm with affine",
                SIGNAL,
                conv(3, 3),
                instanceNorm().withAffine());
        put(networks, "instanceNorm on a sequence", SEQUENCE, instanceNorm());
        put(networks, "rmsNorm", FEATURES, rmsNorm());
        put(
                networks,
                "rmsNorm on positions",
                IMAGE,
                conv(5, 3),
                rmsNorm().withoutAffine(),
                rmsNorm().epsilon(1e-3f));
        put(networks, "conv on a signal", SIGNAL, conv(7, 3).stride(2).padding(1), relu());
        put(
                networks,
                "conv on an image",
                IMAGE,
                conv(5, 3, 2).stride(2, 1).dilation(1, 2).padding(1, 0));
        put(networks, "conv on a volume", VOLUME, conv(3, 2).withoutBias(), batchNorm(), relu());
        put(networks, "conv in groups", IMAGE, conv(6, 3).groups(2).same(), leakyRelu());
        put(networks, "depthwise conv", IMAGE, conv(4, 3).groups(4).same(), conv(6, 1), silu());
        put(
                networks,
                "conv, uneven padding",
                IMAGE,
                conv(3, 3).padding(Padding.of(Extents.of(2, 0), Extents.of(1, 3))));
        put(networks, "conv, same at stride 2", IMAGE, conv(3, 3).stride(2).same());
        put(networks, "convTranspose on a signal", SIGNAL, convTranspose(3, 3).stride(2));
        put(
                networks,
                "convTranspose on an image",
                IMAGE,
                convTranspose(6, 3, 2).stride(2).padding(1, 0).outputPadding(1).groups(2));
        put(networks, "convTranspose on a volume", VOLUME, convTranspose(3, 2).dilation(2), batchNorm(), relu());
        put(networks, "maxPool", IMAGE, maxPool(2));
        put(
                networks,
                "maxPool, padded and dilated",
                IMAGE,
                maxPool(3).stride(2).padding(1),
                maxPool(2).dilation(2).stride(1));
        put(
                networks,
                "maxPool, padded widely",
                IMAGE,
                maxPool(2).dilation(3).padding(2).stride(1));
        put(networks, "maxPool on a volume", VOLUME, maxPool(2));
        put(networks, "averagePool", IMAGE, averagePool(2));
        put(
                networks,
                "averagePool, padding counted",
                IMAGE,
                averagePool(3).stride(2).padding(1));
        put(
                networks,
                "averagePool, padding left out",
                IMAGE,
                averagePool(3).stride(1).padding(1).withoutPadding());
        put(
                networks,
                "averagePool, dilated",
                IMAGE,
                averagePool(2).dilation(2).stride(1).padding(1));
        put(
                networks,
                "averagePool, dilated without padding",
                IMAGE,
                averagePool(2).dilation(2).stride(1).padding(1).withoutPadding());
        put(
                networks,
                "averagePool, padded widely",
                IMAGE,
                averagePool(2).stride(2).padding(3));
        put(
                networks,
                "averagePool, wide padding left out",
                SIGNAL,
                averagePool(2).dilation(3).stride(1).padding(2).withoutPadding());
        put(networks, "adaptive average", IMAGE, adaptiveAveragePool(4, 2));
        put(networks, "adaptive maximum", IMAGE, adaptiveMaxPool(2, 3));
        put(networks, "adaptive to one", IMAGE, adaptiveAveragePool(1), flatten(), linear(2));
        put(networks, "adaptive maximum of all", IMAGE, adaptiveMaxPool(1));
        put(networks, "globalAveragePool", IMAGE, conv(5, 3), globalAveragePool(), linear(3));
        put(networks, "spatialDropout", IMAGE, conv(5, 3), spatialDropout(0.2), relu());
        put(networks, "zeroPad", IMAGE, zeroPad(1, 2), conv(3, 3));
        put(networks, "upsample", IMAGE, upsample(2, 3));
        put(networks, "upsample a signal", SIGNAL, upsample(2), conv(2, 3));
        put(networks, "identityShortcut", IMAGE, identityShortcut(2, 7), relu());
        put(networks, "identityShortcut, channels only", IMAGE, identityShortcut(1, 5));
        put(networks, "identityShortcut, positions only", IMAGE, identityShortcut(3, 4));
        put(networks, "identityShortcut of nothing", IMAGE, identityShortcut(1, 4), relu());
        networks.put("concatenate", concatenated(IMAGE));
        networks.put("concatenate features", concatenated(FEATURES));
        networks.put("concatenate flattened", concatenatedFlattened());
        networks.put("add in different orders", addedInDifferentOrders());
        networks.put("ResNet-20", ResNet.of(20).network(Shape.of(8, 8, 3), 5));
        networks.put(
                "ResNet-20 with projections",
                ResNet.of(20)
                        .projectionShortcuts()
                        .standardized(InputStandardization.Scope.PER_CHANNEL)
                        .network(Shape.of(8, 8, 3), 5));
        put(
                networks,
                "MLP",
                FEATURES,
                standardize(),
                linear(8),
                batchNorm(),
                relu(),
                dropout(0.3),
                linear(8).withoutBias(),
                batchNorm(),
                gelu(),
                linear(3));
        put(
                networks,
                "CNN",
                Shape.of(12, 10, 3),
                standardize(),
                conv(6, 3).same().withoutBias(),
                batchNorm(),
                relu(),
                maxPool(2),
                conv(8, 3),
                relu(),
                batchNorm(),
                maxPool(2),
                flatten(),
                batchNorm(),
                linear(9),
                layerNorm(),
                tanh(),
                linear(4));
        put(
                networks,
                "residuals on a sequence",
                SEQUENCE,
                residual(layerNorm(), linear(9), gelu(), linear(6)),
                residual(rmsNorm(), linear(6), silu()),
                layerNorm(),
                flatten(),
                linear(3));
        networks.putAll(ArithmeticNetworks.all());
        networks.putAll(SequenceNetworks.all());
        return networks;
    }

    private static Map<String, Normalization> partlyAffine() {
        Map<String, Normalization> norms = new LinkedHashMap<>();
        for (Normalization norm : List.of(
                batchNorm(),
                batchRenorm(),
                layerNorm(),
                layerNorm().overAllAxes(),
                groupNorm(3),
                instanceNorm().withAffine())) {
            norms.put(norm.typeName() + " without scale, " + norms.size(), norm.withoutScale());
            norms.put(norm.typeName() + " without bias, " + norms.size(), norm.withoutBias());
        }
        return norms;
    }

    private static void put(Map<String, Network> networks, String name, Shape input, Part... parts) {
        networks.put(name, Network.of(input, parts));
    }

    private static Network concatenated(Shape input) {
        return Network.builder(input)
                .add("left", input.rank() == 1 ? linear(3) : conv(3, 1))
                .add("right", relu(), List.of("input"))
                .add("both", concatenate(), List.of("left", "right", "left"))
                .add("end", batchNorm())
                .build();
    }

    private static Network concatenatedFlattened() {
        return Network.builder(IMAGE)
                .add("conv", conv(3, 3))
                .add("flat", flatten())
                .add("pool", globalAveragePool(), List.of("conv"))
                .add("small", maxPool(2), List.of("input"))
                .add("flat.small", flatten())
                .add("both", concatenate(), List.of("flat", "pool", "flat.small"))
                .add("end", linear(3))
                .build();
    }

    private static Network addedInDifferentOrders() {
        return Network.builder(IMAGE)
                .add("norm", layerNorm())
                .add("conv", conv(4, 1), List.of("input"))
                .add("sum", add(), List.of("norm", "conv", "input"))
                .add("flat", flatten())
                .add("flat.norm", flatten(), List.of("norm"))
                .add("flat.sum", add(), List.of("flat", "flat.norm"))
                .add("end", linear(3))
                .build();
    }
}
