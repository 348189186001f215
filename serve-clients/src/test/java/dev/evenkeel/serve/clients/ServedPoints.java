package dev.evenkeel.serve.clients;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.serve.ServedFiles;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.http.Server;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.nio.file.Path;
import java.util.List;

/** A server with a model {@code points} of two classes. */
record ServedPoints(Model model, Server server) implements AutoCloseable {
    static final int INPUTS = 3;

    static ServedPoints start(Path folder) {
        Randomness randomness = Randomness.of(1, "points");
        float[][] rows = new float[40][INPUTS];
        int[] classes = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int input = 0; input < INPUTS; input++) {
                rows[row][input] = (float) randomness.nextGaussian();
            }
            classes[row] = rows[row][0] > 0 ? 1 : 0;
        }
        Network network =
                Network.of(Shape.of(INPUTS), Layers.linear(8), Layers.batchNorm(), Layers.relu(), Layers.linear(2));
        Model model = Trainer.of(network)
                .batchSize(8)
                .epochs(4)
                .fit(Datasets.of(Shape.of(INPUTS), rows, classes, Target.classes(List.of("low", "high"))));
        Path file = folder.resolve("points.safetensors");
        model.write(file);
        ServedFiles files = ServedFiles.readBy(Model::read).and("points=" + file);
        return new ServedPoints(model, Server.start(ServerSettings.standard(), files));
    }

    @Override
    public void close() {
        server.close();
    }
}
