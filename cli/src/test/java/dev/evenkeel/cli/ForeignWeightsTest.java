package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.model.NetworkOptions;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that others wrote, on the command line. */
class ForeignWeightsTest {
    private static final String NETWORK = """
            input: [32, 32, 3]
            layers:
              - {conv: {channels: 2, kernel: 3, bias: false}, name: conv}
              - {batchNorm: {}, name: bn}
              - relu
              - globalAveragePool
              - {linear: 10, name: fc}
            """;

    @TempDir
    private Path folder;

    @Test
    void anEpsilonThatIsNotTheOriginsIsToldByWhateverPredicts() throws IOException {
        Path net = Files.writeString(folder.resolve("net.yaml"), NETWORK);
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(20));
        Path keras = folder.resolve("keras.safetensors");
        Path model = folder.resolve("model.safetensors");
        new SafetensorsWriter()
                .floats("conv/kernel", random(54), 3, 3, 3, 2)
                .floats("bn/gamma", random(2), 2)
                .floats("bn/beta", random(2), 2)
                .floats("bn/moving_mean", random(2), 2)
                .floats("bn/moving_variance", random(2), 2)
                .floats("fc/kernel", random(20), 2, 10)
                .floats("fc/bias", random(10), 10)
                .write(keras);
        Object[] known = {"--network", net, "--origin", "keras"};

        tells(CommandCall.of("predict", keras, "--data", records, known[0], known[1], known[2], known[3], "--json"));
        tells(CommandCall.of("evaluate", keras, "--data", records, known[0], known[1], known[2], known[3], "--json"));
        tells(CommandCall.of("fold", keras, "--data", records, known[0], known[1], known[2], known[3], "--json"));
        tells(CommandCall.of("convert", keras, model, known[0], known[1], known[2], known[3], "--json"));
        tells(CommandCall.of("predict", model, "--data", records, "--json"));
        tells(CommandCall.of("convert", model, folder.resolve("model.onnx"), "--json"));
        tells(CommandCall.of(
                "recalibrate", model, "--data", records, "--out", folder.resolve("again.safetensors"), "--json"));

        Path right = Files.writeString(folder.resolve("right.yaml"), NETWORK.replace("{}", "{epsilon: 1e-3}"));
        CommandCall quiet =
                CommandCall.of("evaluate", keras, "--data", records, "--network", right, "--origin", "keras", "--json");
        assertThat(quiet.code()).as(quiet.err()).isZero();
        assertThat(quiet.err()).doesNotContain("epsilon");
        assertThat(quiet.json().find("warnings")).isEmpty();
    }

    private static void tells(CommandCall call) {
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err()).containsOnlyOnce("epsilon 1.0E-5 (Keras: 0.001)");
        JsonObject json = call.json();
        assertThat(json.value("warnings").asArray().toStrings())
                .anyMatch(text ->
                        text.startsWith("Predictions may differ from those of the model's origin: batchNorm 'bn'"));
    }

    @Test
    void layersAreRenamedMatchedAndClassesNamed() throws IOException {
        Path net = Files.writeString(folder.resolve("net.yaml"), NETWORK);
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(20));
        Path weights = folder.resolve("weights.safetensors");
        new SafetensorsWriter()
                .floats("backbone.0.weight", random(54), 2, 3, 3, 3)
                .floats("backbone.1.weight", random(2), 2)
                .floats("backbone.1.running_mean", random(2), 2)
                .floats("backbone.1.running_var", random(2), 2)
                .floats("head.weight", random(20), 10, 2)
                .floats("head.bias", random(10), 10)
                .write(weights);
        Path names = Files.writeString(folder.resolve("names.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");

        CommandCall plain = CommandCall.of("evaluate", weights, "--data", records, "--network", net);
        CommandCall renamed = CommandCall.of(
                "predict",
                weights,
                "--data",
                records,
                "--network",
                net,
                "--rename",
                "backbone.0.(.*)=conv.$1",
                "--rename",
                "backbone.1.(.*)=bn.$1",
                "--rename",
                "head.(.*)=fc.$1",
                "--classes",
                names);
        CommandCall matched = CommandCall.of(
                "predict",
                weights,
                "--data",
                records,
                "--network",
                net,
                "--match",
                "order",
                "--classes",
                "a,b,c,d,e,f,g,h,i,j");
        CommandCall few = CommandCall.of(
                "predict", weights, "--data", records, "--network", net, "--match", "order", "--classes", "a,b");

        assertThat(plain.code()).isEqualTo(1);
        assertThat(plain.err()).contains("--rename 'theirs=ours'", "--match order");
        assertThat(renamed.code()).as(renamed.err()).isZero();
        assertThat(renamed.out()).startsWith("row,label,probability,p(a),p(b)");
        assertThat(renamed.err()).contains("The file has no beta for batchNorm 'bn': taken without one");
        assertThat(matched.out()).isEqualTo(renamed.out());
        assertThat(matched.err()).contains("Matched by kind, shape and order:", "head.weight");
        assertThat(few.err()).contains("needs one name for each class, but got 2");
    }

    @Test
    void whatIsNoPartOfTheNetworkIsLeftOutOnRequest() throws IOException {
        Path net = Files.writeString(folder.resolve("fc.yaml"), "input: [2]\nlayers:\n  - {linear: 2, name: fc}\n");
        Path data = Files.writeString(folder.resolve("rows.csv"), "a,b\n1,0\n0,1\n");
        Path weights = folder.resolve("copies.safetensors");
        new SafetensorsWriter()
                .floats("model.fc.weight", new float[] {1, 2, 3, 4}, 2, 2)
                .floats("model.fc.bias", new float[2], 2)
                .floats("ema.fc.weight", new float[] {5, 6, 7, 8}, 2, 2)
                .floats("ema.fc.bias", new float[2], 2)
                .write(weights);

        CommandCall plain = CommandCall.of("predict", weights, "--data", data, "--network", net);
        CommandCall averaged =
                CommandCall.of("predict", weights, "--data", data, "--network", net, "--without", "model[.].*");

        assertThat(plain.code()).isEqualTo(1);
        assertThat(plain.err()).contains("more than once, under 'model.' and 'ema.'", "--without 'ema[./].*'");
        assertThat(averaged.code()).as(averaged.err()).isZero();
        assertThat(averaged.out()).contains("1,5.0,7.0", "2,6.0,8.0");
        assertThat(averaged.err()).contains("Names in the file begin with 'ema.', which the network's do not");
    }

    @Test
    void everyCommandThatTakesAModelKnowsFilesOfOthers() throws IOException {
        Path net = Files.writeString(folder.resolve("fc.yaml"), "input: [2]\nlayers:\n  - {linear: 2, name: fc}\n");
        Path data = Files.writeString(folder.resolve("rows.csv"), "a,b\n1,0\n0,1\n");
        Path out = folder.resolve("out.safetensors");
        Path model = Files.write(
                folder.resolve("model.bin"),
                "PK\u0003\u0004\u0014\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0008\0\0\0data.pkl\u0080\u0002}"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        for (Object[] arguments : new Object[][] {
            {"predict", model, "--data", data, "--network", net},
            {"evaluate", model, "--data", data, "--network", net},
            {"inspect", model, "--network", net},
            {"audit", model, "--network", net},
            {"convert", model, out, "--network", net},
            {"fold", model, "--data", data, "--network", net},
            {"recalibrate", model, "--data", data, "--out", out, "--network", net},
            {"train", "--data", data, "--target", "b", "--from", model, "--network", net, "--out", folder.resolve("run")
            }
        }) {
            CommandCall call = CommandCall.of(arguments);
            assertThat(call.code()).as(arguments[0] + call.err()).isEqualTo(1);
            assertThat(call.err()).contains("model.bin is a file of PyTorch (.pt, .pth)", "save_file(");
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void builtInNetworksAreNamedForWeights() throws IOException {
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(20));
        Path resnet = folder.resolve("resnet.safetensors");
        Path perceptron = folder.resolve("mlp.safetensors");
        write(resnet, new NetworkWordSample("resnet20").network());
        write(perceptron, new NetworkWordSample("mlp").network());

        CommandCall residual = CommandCall.of("evaluate", resnet, "--data", records, "--network", "resnet20", "--json");
        CommandCall mlp = CommandCall.of(
                "evaluate", perceptron, "--data", records, "--network", "mlp", "--input", "32,32,3", "--json");
        CommandCall audited = CommandCall.of("audit", resnet, "--network", "resnet20");
        CommandCall unknown = CommandCall.of("evaluate", resnet, "--data", records, "--network", "resnet21");

        assertThat(residual.code()).as(residual.err()).isZero();
        assertThat(mlp.code()).as(mlp.err()).isZero();
        assertThat(audited.code()).as(audited.err()).isZero();
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'resnet20'?");
    }

    /** What a built-in network's weights would be called. */
    private record NetworkWordSample(String word) {
        Network network() {
            return word.equals("mlp")
                    ? withoutFirst(NetworkOptions.usualMlp(Shape.of(32, 32, 3), 10))
                    : ResNet.of(20).network(Shape.of(32, 32, 3), 10);
        }

        private static Network withoutFirst(Network network) {
            return Network.of(
                    network.input(),
                    network.nodes().stream().skip(1).map(Node::layer).toList());
        }
    }

    private void write(Path file, Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        network.nodes().forEach(node -> {
            node.parameters()
                    .forEach(parameter -> tensors.put(
                            node.name() + "." + parameter.name(),
                            Tensor.of(
                                    parameter.shape(), random(parameter.shape().size()))));
            node.statistics()
                    .forEach(statistic -> tensors.put(
                            node.name() + "." + statistic.name(),
                            Tensor.of(
                                    statistic.shape(), random(statistic.shape().size()))));
        });
        PyTorch.write(new Model(network, tensors, Map.of(), Model.Output.plain(), JsonObject.of(), Map.of()), file);
    }

    @Test
    void filesOfOthersAreAnswered() throws IOException {
        Path file = Files.write(
                folder.resolve("model.pt"), new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0});
        CommandCall call = CommandCall.of("inspect", file);
        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("model.pt is an HDF5 file", "--origin keras");
        Files.writeString(folder.resolve("saved_model.pb"), "");
        assertThat(CommandCall.of("inspect", folder).err()).contains("is a TensorFlow SavedModel");
    }

    private static float[] random(int size) {
        Random random = new Random(size);
        float[] values = new float[size];
        for (int index = 0; index < size; index++) {
            values[index] = 0.05f + 0.1f * random.nextFloat();
        }
        return values;
    }
}
